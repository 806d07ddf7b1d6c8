package chad.ide.engine;

import chad.ide.problem.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of the CLI: a verb and its arguments, always a list, never a shell's line.
 *
 * <p>An option and its value are one argument ({@code --note=--force} is a note), so that no value from a client can
 * become an option.
 *
 * @param timeLimit when it differs from the configured one
 */
public record EngineCommand(List<String> arguments, Optional<Duration> timeLimit) {

    public EngineCommand {
        arguments = List.copyOf(arguments);
    }

    public static EngineCommand of(String verb) {
        return new EngineCommand(List.of(verb), Optional.empty());
    }

    /** The verb, for messages and logs: they must not repeat the arguments, which may hold inputs and notes. */
    public String verb() {
        return arguments.getFirst();
    }

    /**
     * An argument that stands by itself, such as a run's id.
     *
     * @throws chad.ide.problem.ProblemException for a value that the CLI would take for an option; the engine itself
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
        if (value == null) {
            return this;
        }
        if (value.toString().indexOf('\0') >= 0) {
            throw ProblemType.invalid(name, "…", "text without a NUL character");
        }
        return with("--" + name + "=" + value);
    }

    /** {@code --name}. */
    public EngineCommand flag(String name) {
        return with("--" + name);
    }

    public EngineCommand within(Duration limit) {
        return new EngineCommand(arguments, Optional.of(limit));
    }

    private EngineCommand with(String argument) {
        List<String> longer = new ArrayList<>(arguments);
        longer.add(argument);
        return new EngineCommand(longer, timeLimit);
    }
}
