package chad.cli;

import chad.cli.text.Colour;
import chad.cli.text.Screen;

/** A difference in the usual colours. */
final class UnifiedDiff {

    private UnifiedDiff() {}

    /** @param diff harmless already */
    static void print(String diff, Screen screen) {
        diff.lines().forEach(line -> screen.line(screen.paint(colour(line), line)));
    }

    private static Colour colour(String line) {
        if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("diff ")) {
            return Colour.DIM;
        }
        if (line.startsWith("+")) {
            return Colour.GREEN;
        }
        if (line.startsWith("-")) {
            return Colour.RED;
        }
        return line.startsWith("@@") ? Colour.CYAN : Colour.NONE;
    }
}
