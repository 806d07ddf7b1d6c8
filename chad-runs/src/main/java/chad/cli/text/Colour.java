package chad.cli.text;

/** What a word looks like; meaning never hangs on it. */
public enum Colour {
    NONE(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    BLUE("34"),
    CYAN("36");

    private static final String RESET = "\u001b[0m";
    private final String code;

    Colour(String code) {
        this.code = code;
    }

    String paint(String text) {
        return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + RESET;
    }
}
