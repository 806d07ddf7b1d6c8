package chad.ide.engine;

import chad.ide.logging.Warnings;
import chad.ide.secrets.Secrets;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables that agents want, tokens of other systems above all: named by the operator with where their values come
 * from, given to engine processes and to nothing else, and masked in what is shown. A file is read for each process, so
 * that a token can be changed while the service runs.
 */
@Singleton
@Startup // what must not be shown is known before the first answer
class AgentVariables {

    private static final Pattern SPEC = Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,99})(?:=(env|file):(.+))?");
    private static final int MAX_VALUE_BYTES = 64 * 1024;

    /** What the service itself sets in an engine's environment, and what would put something before the engine. */
    private static final Set<String> RESERVED = Set.of(
            "PATH",
            "HOME",
            "CHAD_STATE_DIR",
            "CHAD_WORKFLOW_DIR",
            "BUN_OPTIONS",
            "NODE_OPTIONS",
            "LD_PRELOAD",
            "LD_LIBRARY_PATH",
            Guard.VARIABLE,
            "SMITHERS_RUNS_API_KEY");

    private final Map<String, Source> sources;
    private final Map<String, String> own;
    private final Secrets secrets;
    private final Warnings warnings;

    /** Where a value comes from. */
    private sealed interface Source {

        /** @param variable of the service's own environment */
        record Environment(String variable) implements Source {}

        record File(Path path) implements Source {}
    }

    @Inject
    AgentVariables(EngineConfig config, Secrets secrets, Warnings warnings) {
        this(config.agentEnvironment().orElse(List.of()), System.getenv(), secrets, warnings);
    }

    /** @throws IllegalArgumentException when the setting can't be read: the service does not start then */
    AgentVariables(List<String> specs, Map<String, String> own, Secrets secrets, Warnings warnings) {
        this.own = Map.copyOf(own);
        this.secrets = secrets;
        this.warnings = warnings;
        Map<String, Source> read = new LinkedHashMap<>();
        specs.stream().map(String::strip).filter(spec -> !spec.isEmpty()).forEach(spec -> add(read, spec));
        this.sources = read;
        values().forEach(AgentVariables::tellUnmasked);
    }

    private static void tellUnmasked(String name, String value) {
        if (value.length() < Secrets.MIN_CHARS) {
            Log.warnf(
                    "The agents' variable %s has fewer than %d characters and is not masked where it is shown.",
                    name, Secrets.MIN_CHARS);
        } else if (Secrets.isNumber(value)) {
            Log.warnf("The agents' variable %s is a number, and is not masked where it is shown.", name);
        }
    }

    private static void add(Map<String, Source> sources, String spec) {
        Matcher parts = SPEC.matcher(spec);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    ("CHAD_AGENT_ENV: `%s` is not valid. Write NAME, NAME=env:OTHER or NAME=file:/path, separated"
                                    + " by commas.")
                            .formatted(spec));
        }
        String name = parts.group(1);
        if (RESERVED.contains(name)) {
            throw new IllegalArgumentException(
                    "CHAD_AGENT_ENV: %s is set by the service, or determines which program runs. Remove it."
                            .formatted(name));
        }
        String from = parts.group(3);
        Source source = from == null
                ? new Source.Environment(name)
                : parts.group(2).equals("env") ? new Source.Environment(from) : new Source.File(path(spec, from));
        if (sources.putIfAbsent(name, source) != null) {
            throw new IllegalArgumentException("CHAD_AGENT_ENV: %s is named twice.".formatted(name));
        }
    }

    private static Path path(String spec, String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException("CHAD_AGENT_ENV: `%s` names no file.".formatted(spec), noPath);
        }
    }

    OutputStream masking(OutputStream out) {
        return secrets.masking(out);
    }

    /** Those that have a value now; what has none is told in the log and by health. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        sources.forEach((name, source) -> value(name, source).ifPresent(value -> {
            secrets.add(name, value);
            values.put(name, value);
        }));
        return values;
    }

    private Optional<String> value(String name, Source source) {
        String trouble = "agents' variable " + name;
        try {
            Optional<String> value =
                    switch (source) {
                        case Source.Environment(String variable) -> Optional.ofNullable(own.get(variable));
                        case Source.File(Path path) -> Optional.of(read(path));
                    };
            if (value.filter(found -> !found.isEmpty()).isPresent()) {
                warnings.end(trouble);
                return value;
            }
            warnings.begin(trouble, lacks(name, "its source is empty"));
        } catch (IOException unreadable) {
            // the class only: the message of such an exception is a path
            warnings.begin(
                    trouble,
                    lacks(
                            name,
                            "its file can't be read (%s)"
                                    .formatted(unreadable.getClass().getSimpleName())));
        }
        return Optional.empty();
    }

    private static String lacks(String name, String why) {
        return "Agents run without the variable %s: %s. See CHAD_AGENT_ENV.".formatted(name, why);
    }

    /** Without the line's end that editors and secret stores leave. */
    private static String read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_VALUE_BYTES + 1);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (bytes.length > MAX_VALUE_BYTES || text.indexOf('\0') >= 0) {
                throw new IOException("not a text of at most %d bytes".formatted(MAX_VALUE_BYTES));
            }
            return text.replaceFirst("\\R$", "");
        }
    }
}
