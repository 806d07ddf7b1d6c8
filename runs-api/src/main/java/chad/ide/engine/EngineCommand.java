package chad.ide.engine;

import chad.ide.problem.ProblemType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of the CLI: a verb and its arguments, always a list, never a shell's line.
 *
 * <p>An option and its value are one argument ({@code --note=--force} is a note), so that no value from a client can
 * become an option.
 *
 * @param privateArguments those that stand on no command line, which every user of a machine can read; the guard hands
 *     them to the engine
 * @param subject the run that it is about; empty for one about no run
 * @param timeLimit when it differs from the configured one
 * @param assumed environment variables, for those that the service's own environment has not
 */
public record EngineCommand(
        List<String> arguments,
        List<String> privateArguments,
        Optional<Subject> subject,
        Optional<Duration> timeLimit,
        Map<String, String> assumed) {

    /**
     * The run that a command is about. Only the process that executes this very run may be signalled by the engine, and
     * only this store acted on.
     *
     * @param continued ids of the runs that it continues, whose process may go on with it
     * @param beatAtMs its last heartbeat; null when it has none, or none is known
     * @param store the file that holds the run; null for a run that is yet to be made
     * @param imported the stores of workflows that the run's workflow imports
     */
    public record Subject(
            String runId,
            List<String> continued,
            @Nullable Long beatAtMs,
            @Nullable Path store,
            List<Path> imported) {

        public Subject {
            continued = List.copyOf(continued);
            imported = List.copyOf(imported);
        }
    }

    public EngineCommand {
        arguments = List.copyOf(arguments);
        privateArguments = List.copyOf(privateArguments);
        assumed = Map.copyOf(assumed);
    }

    public static EngineCommand of(String verb) {
        return new EngineCommand(List.of(verb), List.of(), Optional.empty(), Optional.empty(), Map.of());
    }

    /** The verb, for messages and logs: they must not repeat the arguments, which may hold inputs and notes. */
    public String verb() {
        return arguments.getFirst();
    }

    /**
     * An argument that stands by itself, such as a run's id.
     *
     * @throws chad.edge.ProblemException for a value that the CLI would take for an option; the engine itself
     *     takes any string as an id
     */
    public EngineCommand argument(String value) {
        if (value.startsWith("-") || value.isEmpty() || value.indexOf('\0') >= 0) {
            throw ProblemType.ENGINE_REFUSED.because(
                    "The engine's command line can't name `%s`; use the engine's gateway for it.".formatted(value));
        }
        return with(value);
    }

    /** {@code --name=value}; nothing when the value is null. */
    public EngineCommand option(String name, @Nullable Object value) {
        return value == null ? this : with(option(name, value.toString()));
    }

    /** As {@link #option}, for what a client wrote: inputs, notes, answers. */
    public EngineCommand privateOption(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        return new EngineCommand(
                arguments, and(privateArguments, option(name, value.toString())), subject, timeLimit, assumed);
    }

    /** {@code --name}. */
    public EngineCommand flag(String name) {
        return with("--" + name);
    }

    public EngineCommand within(Duration limit) {
        return new EngineCommand(arguments, privateArguments, subject, Optional.of(limit), assumed);
    }

    public EngineCommand about(Subject run) {
        return new EngineCommand(arguments, privateArguments, Optional.of(run), timeLimit, assumed);
    }

    /** Settings of workflows that hold where the operator has set nothing else. */
    public EngineCommand assuming(Map<String, String> settings) {
        return new EngineCommand(arguments, privateArguments, subject, timeLimit, settings);
    }

    private static String option(String name, String value) {
        if (value.indexOf('\0') >= 0) {
            throw ProblemType.invalid(name, "…", "text without a NUL character");
        }
        return "--" + name + "=" + value;
    }

    private EngineCommand with(String argument) {
        return new EngineCommand(and(arguments, argument), privateArguments, subject, timeLimit, assumed);
    }

    private static List<String> and(List<String> some, String one) {
        List<String> longer = new ArrayList<>(some);
        longer.add(one);
        return longer;
    }
}
