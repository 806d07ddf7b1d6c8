package chad.cli;

import chad.cli.text.Screen;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** For whom a command speaks. */
final class OutputOptions {

    /** One or the other. */
    static final class Form {
        @Option(names = "--json", description = "The API's JSON, as one document. The default when piped.")
        private boolean json;

        @Option(names = "--table", description = "Tables and text for people, also when piped.")
        private boolean table;
    }

    @ArgGroup
    private Form form = new Form();

    /** For results that are text by nature: whether JSON was asked for by name. */
    boolean isJsonAskedFor() {
        return form.json;
    }

    boolean wantsJson() {
        return form.json || (!form.table && !Screen.stdoutIsTerminal());
    }
}
