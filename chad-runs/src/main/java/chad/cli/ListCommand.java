package chad.cli;

import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Format;
import chad.cli.text.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Asks for a list, page by page up to a bound, and shows it as one. */
abstract class ListCommand extends ServerCommand {

    /** What {@code --all} means at most: a terminal or a program that wants more wants a filter. */
    private static final int ALL = 10_000;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most this many (${DEFAULT-VALUE}).",
            defaultValue = "50")
    private int limit;

    @Option(names = "--all", description = "All, up to " + ALL + ".")
    private boolean all;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Continue after an earlier page: its nextCursor.")
    private @Nullable String cursor;

    /** The list's address with its filters; asked for once a page. */
    abstract Query query();

    /** How many the service gives at once. */
    abstract int largestPage();

    abstract void show(JsonNode items, Screen screen);

    /** What to say when there is nothing. */
    abstract String nothing();

    /** How many are wanted. */
    int wanted() {
        return all ? ALL : Math.max(1, limit);
    }

    /** In the order in which they are shown. */
    ArrayNode arranged(ArrayNode items) {
        return items;
    }

    @Override
    ExitCode run() {
        ObjectNode found = fetch();
        JsonNode items = found.path("items");
        if (output.wantsJson()) {
            printJson(found);
        } else if (items.isEmpty()) {
            remark(nothing());
        } else {
            show(items, screen());
            if (found.path("nextCursor").isTextual()) {
                remark("There are more: --limit, --all, or --cursor " + Format.text(found.path("nextCursor")));
            }
        }
        return ExitCode.DONE;
    }

    private ObjectNode fetch() {
        int wanted = wanted();
        ArrayNode items = Json.object().arrayNode();
        ObjectNode page;
        String next = cursor;
        do {
            JsonNode answer = api().get(query().with("limit", Math.min(largestPage(), wanted - items.size()))
                            .with("cursor", next))
                    .json();
            items.addAll((ArrayNode) answer.withArray("items"));
            page = (ObjectNode) answer;
            next = answer.path("nextCursor").isTextual()
                    ? answer.path("nextCursor").asText()
                    : null;
        } while (next != null && items.size() < wanted);
        page.set("items", arranged(items));
        return page;
    }
}
