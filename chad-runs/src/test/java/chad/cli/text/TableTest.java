package chad.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static List<String> lines(Table table, int columns, boolean hasColour) {
        StringWriter shown = new StringWriter();
        PrintWriter out = new PrintWriter(shown);
        table.print(new Screen(out, true, hasColour, columns, 0));
        out.flush();
        return shown.toString().lines().toList();
    }

    private static Table table() {
        Table table = new Table("RUN", "N", "WHAT").alignsRight(1).cuts(2);
        table.row(Cell.of("a"), Cell.of("7"), Cell.of("a long description that gives way"));
        table.row(Cell.of("世界"), Cell.of("1234"), new Cell("short", Colour.RED));
        return table;
    }

    @Test
    void columnsAreAlignedAlsoWithWideCharacters() {
        assertThat(lines(table(), 200, false))
                .containsExactly(
                        "RUN      N  WHAT",
                        "a        7  a long description that gives way",
                        "世界  1234  short".replace("世界  ", "世界  "));
    }

    @Test
    void aNarrowScreenCutsTheTextAndNotTheId() {
        assertThat(lines(table(), 30, false))
                .allMatch(line -> Width.of(line) <= 30)
                .anyMatch(line -> line.endsWith("…"));
    }

    @Test
    void coloursTakeNoRoom() {
        assertThat(lines(table(), 200, true).getLast()).endsWith("\u001b[31mshort\u001b[0m");
        assertThat(lines(table(), 200, false)).noneMatch(line -> line.contains("\u001b"));
    }
}
