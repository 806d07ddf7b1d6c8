package chad.cli.text;

import com.fasterxml.jackson.databind.JsonNode;

/** A word in a table. */
public record Cell(String text, Colour colour) {

    public static Cell of(String text) {
        return new Cell(text, Colour.NONE);
    }

    public static Cell of(JsonNode value) {
        return of(Format.text(value));
    }

    public static Cell dim(String text) {
        return new Cell(text, Colour.DIM);
    }
}
