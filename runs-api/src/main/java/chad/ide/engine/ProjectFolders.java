package chad.ide.engine;

import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The folders that the configuration names as projects, as they are written there; what is in them is for others. */
@Singleton
public class ProjectFolders {

    /** The project that nobody configures: a folder of the state. */
    public static final String WORK = "work";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final Map<String, String> named = new LinkedHashMap<>();
    private final Map<String, String> malformed = new LinkedHashMap<>();

    ProjectFolders(ProjectsConfig config) {
        config.named().orElse(List.of()).forEach(this::take);
    }

    private void take(String entry) {
        int equals = entry.indexOf('=');
        String name = equals < 0 ? entry.strip() : entry.substring(0, equals).strip();
        String path = equals < 0 ? "" : entry.substring(equals + 1).strip();
        if (path.isEmpty()) {
            malformed.put(name, "CHAD_PROJECTS has no path for it: write `name=path`");
        } else if (name.equals(WORK)) {
            malformed.put(entry.strip(), "`work` is the name of the built-in project: choose another name");
        } else if (!NAME.matcher(name).matches()) {
            malformed.put(name, "a name consists of at most 64 lower-case letters, digits, `.`, `_` and `-`");
        } else if (named.putIfAbsent(name, path) != null) {
            malformed.put(entry.strip(), "CHAD_PROJECTS has that name twice; the first one is used");
        }
    }

    /** Paths by name, in the order of the configuration. */
    public Map<String, String> named() {
        return Collections.unmodifiableMap(named);
    }

    /** What is wrong with the other entries, by name. */
    public Map<String, String> malformed() {
        return Collections.unmodifiableMap(malformed);
    }
}
