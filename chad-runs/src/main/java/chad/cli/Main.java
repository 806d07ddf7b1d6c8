package chad.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code chad-runs}: the Runs IDE from a shell. */
@Command(
        name = "chad-runs",
        description = "Watch and steer durable AI workflows.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = HealthCommand.class)
public final class Main {

    /** Reads the version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {version == null ? "development" : version};
        }
    }

    private Main() {}

    /** Runs the command and ends the process with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((problem, given) -> {
                    CommandLine command = problem.getCommandLine();
                    command.getErr().println(problem.getMessage());
                    command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
                    return ExitCode.INVALID_INPUT.code();
                })
                .setExecutionExceptionHandler((problem, command, given) -> {
                    command.getErr().println(problem.getMessage());
                    return exitCode(problem);
                })
                .execute(arguments);
    }

    private static int exitCode(Throwable problem) {
        return problem instanceof ApiException api ? api.exitCode().code() : ExitCode.FAILED.code();
    }
}
