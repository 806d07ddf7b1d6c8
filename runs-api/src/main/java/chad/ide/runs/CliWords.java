package chad.ide.runs;

/** Commands of the CLI as they are told to people: each name is one word to a shell, whatever is in it. */
public final class CliWords {

    private CliWords() {}

    /** {@code chad-runs VERB RUN --store STORE}. */
    public static String onRun(String verb, String runId, String store) {
        return "chad-runs %s %s --store %s".formatted(verb, quoted(runId), quoted(store));
    }

    /** A name as a shell takes it for one word. */
    public static String quoted(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9_.:@-]*") ? name : "'" + name.replace("'", "'\\''") + "'";
    }
}
