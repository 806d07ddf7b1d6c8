package chad.ide.engine;

import chad.edge.FieldError;
import chad.ide.problem.ProblemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings that a client gives a run: knobs of workflows, as environment variables. They are data. What could make the
 * run execute or ask something else than its workflow says, or print a secret, is refused, and all refusals are said.
 *
 * @param variables what was admitted
 */
public record LaunchEnvironment(Map<String, String> variables) {

    public static final LaunchEnvironment NONE = new LaunchEnvironment(Map.of());

    static final int MAX_SETTINGS = 50;
    static final int MAX_VALUE_CHARS = 4_096;

    private static final Pattern NAME = Pattern.compile("CHAD_[A-Z0-9]+(_[A-Z0-9]+)*|DRY_RUN");
    private static final int MAX_NAME_CHARS = 64;

    /** Parts of a name, between underscores, of settings that say where something is or who may do it. */
    private static final Set<String> REFUSED_WORDS = Set.of(
            "ADDR",
            "ADDRESS",
            "ARGS",
            "ARGV",
            "AUTH",
            "BASE",
            "BIN",
            "BINARY",
            "BUN",
            "CA",
            "CERT",
            "CERTS",
            "CLI",
            "CMD",
            "COMMAND",
            "CONFIG",
            "COOKIE",
            "CREDS",
            "CREDENTIALS",
            "CWD",
            "DATABASE",
            "DB",
            "DSN",
            "ENDPOINT",
            "ENV",
            "EXE",
            "EXEC",
            "FILE",
            "FILES",
            "FILENAME",
            "FOLDER",
            "FOLDERS",
            "GATEWAY",
            "HEADER",
            "HEADERS",
            "HOME",
            "IMPORT",
            "INTERPRETER",
            "JAVA",
            "JWT",
            "LD",
            "LIB",
            "LIBRARY",
            "LOADER",
            "MODULE",
            "MODULES",
            "NODE",
            "NPM",
            "ORIGIN",
            "PASS",
            "PLUGIN",
            "PORT",
            "PRELOAD",
            "PROGRAM",
            "PROXIES",
            "PYTHON",
            "REMOTE",
            "REPO",
            "REPOSITORY",
            "REQUIRE",
            "ROOT",
            "RUNNER",
            "SCRIPT",
            "SERVER",
            "SHELL",
            "SOCKET",
            "STORE",
            "SUDO",
            "TLS",
            "URI",
            "URIS",
            "USER",
            "USERS",
            "WEBHOOK",
            "WEBUI");

    /** As above, also as the beginning or end of a part: {@code CHAD_BASEURL}, {@code CHAD_APIKEY}. */
    private static final List<String> REFUSED_AFFIXES = List.of(
            "URL",
            "URLS",
            "SSH",
            "HOST",
            "HOSTS",
            "KEY",
            "KEYS",
            "TOKEN",
            "SECRET",
            "SECRETS",
            "PASSWORD",
            "PASSWD",
            "CREDENTIAL",
            "PATH",
            "PATHS",
            "DIR",
            "DIRS",
            "DIRECTORY",
            "PROXY");

    /** Say where things are, or who may do them, though their names do not tell. */
    private static final Set<String> REFUSED_NAMES =
            Set.of("CHAD_POPULATION", "CHAD_OPERATORS", "CHAD_VIEWERS", "CHAD_TRUSTED_PROXIES", "CHAD_APPROVAL_SCOPES");

    /** A number of tokens is no secret. */
    private static final Pattern TOKEN_COUNT = Pattern.compile("CHAD_([A-Z0-9]+_)*TOKENS");

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");

    public LaunchEnvironment {
        variables = Map.copyOf(variables);
    }

    /**
     * @param wanted names and values as the client sent them
     * @throws chad.edge.ProblemException 422 that names every refused setting and why
     */
    public static LaunchEnvironment admit(Map<String, @Nullable String> wanted) {
        if (wanted.size() > MAX_SETTINGS) {
            throw refused(List.of(
                    new FieldError("env", wanted.size() + " settings", "at most %d settings".formatted(MAX_SETTINGS))));
        }
        List<FieldError> refusals = new ArrayList<>();
        Map<String, String> admitted = new TreeMap<>();
        new TreeMap<>(wanted).forEach((name, value) -> {
            Optional<String> why = whyNot(name, value);
            if (why.isPresent()) {
                // never the value: a client that sends a secret by mistake must not find it in a log
                refusals.add(new FieldError("env." + shown(name), null, why.get()));
            } else if (value != null) {
                admitted.put(name, value);
            }
        });
        if (!refusals.isEmpty()) {
            throw refused(refusals);
        }
        return new LaunchEnvironment(admitted);
    }

    /** Whether a client may set it at all. */
    public static boolean isAdmissible(String name) {
        return whyNot(name, null).isEmpty();
    }

    /** Why the setting is refused; empty when it is admitted. A null value means that the setting is left alone. */
    static Optional<String> whyNot(String name, @Nullable String value) {
        if (name.length() > MAX_NAME_CHARS || !NAME.matcher(name).matches()) {
            return Optional.of("names are CHAD_… in capitals, digits and underscores, or DRY_RUN");
        }
        boolean isCount = TOKEN_COUNT.matcher(name).matches();
        if (isCount && value != null && !WHOLE_NUMBER.matcher(value).matches()) {
            return Optional.of("a number of tokens is a whole number");
        }
        if (REFUSED_NAMES.contains(name)) {
            return Optional.of("this setting belongs to the service, not to a run");
        }
        Optional<String> word = Arrays.stream(name.split("_", -1))
                .filter(part -> !(isCount && part.equals("TOKENS")))
                .filter(LaunchEnvironment::redirects)
                .findFirst();
        if (word.isPresent()) {
            return Optional.of(
                    ("settings with %s in their name could redirect the run or leak a secret; the operator sets"
                                    + " them in the service's environment")
                            .formatted(word.get()));
        }
        if (value != null && (value.length() > MAX_VALUE_CHARS || value.chars().anyMatch(Character::isISOControl))) {
            return Optional.of(
                    "values are text without control characters, at most %d characters".formatted(MAX_VALUE_CHARS));
        }
        return Optional.empty();
    }

    private static boolean redirects(String part) {
        return REFUSED_WORDS.contains(part)
                || REFUSED_AFFIXES.stream().anyMatch(affix -> part.startsWith(affix) || part.endsWith(affix));
    }

    private static String shown(String name) {
        String printable = name.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= MAX_NAME_CHARS ? printable : printable.substring(0, MAX_NAME_CHARS) + "…";
    }

    private static RuntimeException refused(List<FieldError> refusals) {
        String names =
                String.join(", ", refusals.stream().map(FieldError::field).toList());
        return ProblemType.REFUSED_SETTINGS.because(
                "The run was not started, because it can't be given: %s. Remove that.".formatted(names), refusals);
    }
}
