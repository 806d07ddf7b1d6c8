package chad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.text.SafeText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code chad-runs}: the Runs IDE from a shell. */
@Command(
        name = "chad-runs",
        description = {
            "Watch and control durable AI workflows.",
            "",
            "Tables on a terminal, the API's JSON when piped or with --json. Results go to stdout,"
                    + " everything else to stderr."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:finished, or done as asked",
            "1:failed, stalled, or refused by the state of the run",
            "2:cancelled",
            "3:waiting for an approval or another event",
            "4:invalid input, or not found",
            "5:not authorised",
            "6:the server can't be reached"
        },
        footerHeading = "%nSettings (environment):%n",
        footer = {
            "  CHAD_RUNS_URL           the Runs IDE (http://127.0.0.1:7331)",
            "  SMITHERS_RUNS_API_KEY   the key; by default the one in credentials.json",
            "  CHAD_HOST_CREDS         credentials.json (state/credentials.json, here or above)",
            "  CF_ACCESS_CLIENT_ID, CF_ACCESS_CLIENT_SECRET   Cloudflare Access, sent to other machines only",
            "  NO_COLOR                no colours"
        })
public final class Main {

    /** Reads the version that the build wrote. From a resource: a native executable has no manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            try (InputStream written = Main.class.getResourceAsStream("version.txt")) {
                return new String[] {new String(Objects.requireNonNull(written).readAllBytes(), UTF_8).strip()};
            }
        }
    }

    Main() {}

    /** Runs the command and ends the process with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT); // numbers look the same on every machine
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        int code = execute(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** UTF-8 whatever the locale says: JSON is nothing else. */
    private static PrintWriter writer(FileDescriptor where) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(where), UTF_8));
    }

    static int execute(PrintWriter out, PrintWriter err, String... given) {
        String[] arguments = withVersion(given);
        CommandLine main = Commands.commandLine(arguments)
                .registerConverter(Age.class, new Age.Converter())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((problem, unread) -> {
                    err.println("chad-runs: " + SafeText.line(String.valueOf(problem.getMessage())));
                    err.println(
                            "Try: " + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return ExitCode.INVALID_INPUT.code();
                })
                .setExecutionExceptionHandler((problem, command, parsed) -> explain(problem, out, err));
        if (arguments.length == 0) {
            main.usage(err);
            return ExitCode.INVALID_INPUT.code();
        }
        return main.execute(arguments);
    }

    /**
     * {@code -v} by itself, or behind a command, is {@code --version}, as the engine's CLI has it. A second option of the
     * same meaning would make picocli complain at every start.
     */
    private static String[] withVersion(String... given) {
        int last = given.length - 1;
        if (last < 0 || last > 1 || !given[last].equals("-v")) {
            return given;
        }
        String[] arguments = given.clone();
        arguments[last] = "--version";
        return arguments;
    }

    private static int explain(Exception problem, PrintWriter out, PrintWriter err) throws Exception {
        if (!(problem instanceof ApiException refused)) {
            throw problem; // our bug: its stack trace is what helps
        }
        out.flush();
        err.println("chad-runs: " + SafeText.line(String.valueOf(refused.getMessage())));
        refused.details().forEach(detail -> err.println("  " + SafeText.line(detail)));
        if (refused.next() != null) {
            err.println("Try: " + SafeText.line(refused.next()));
        }
        return refused.exitCode().code();
    }
}
