package chad.ide.engine;

import chad.ide.files.StateFolder;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether programs and variables are there for the processes that execute runs, which see other ones than we do. */
@Singleton
public class Prerequisites {

    private final StateFolder state;
    private final ChildEnvironment environment;

    Prerequisites(StateFolder state, ChildEnvironment environment) {
        this.state = state;
        this.environment = environment;
    }

    /**
     * What a process that is started now would see. The files of agents' variables are read for it: a list takes one.
     *
     * @param settings of the run
     */
    public Snapshot snapshot(Map<String, String> settings) {
        Map<String, String> variables = environment.variables(state);
        variables.putAll(settings);
        return new Snapshot(variables);
    }

    /** The variables of a process at one moment, which stay in here. */
    public static final class Snapshot {

        private final Map<String, String> variables;

        private Snapshot(Map<String, String> variables) {
            this.variables = variables;
        }

        /**
         * What of it is missing, each in words; the names are the engine's ({@code linux}, {@code darwin}).
         *
         * @param systems one of which is wanted; empty for any
         */
        public List<String> missing(List<String> systems, List<String> programs, List<String> names) {
            List<String> missing = new ArrayList<>();
            if (!systems.isEmpty() && !systems.contains(system())) {
                missing.add("the operating system %s (this is %s)".formatted(String.join(" or ", systems), system()));
            }
            for (String program : programs) {
                if (!isThere(program, variables.getOrDefault("PATH", ""))) {
                    missing.add("the program `%s` on the search path of the engine's processes".formatted(program));
                }
            }
            for (String name : names) {
                if (variables.getOrDefault(name, "").isEmpty()) {
                    missing.add("the environment variable `%s` in the engine's processes".formatted(name));
                }
            }
            return missing;
        }
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.contains("mac") ? "darwin" : name.contains("win") ? "win32" : "linux";
    }

    private static boolean isThere(String program, String searchPath) {
        try {
            Path named = Path.of(program);
            return named.isAbsolute()
                    ? isProgram(named)
                    : named.getNameCount() == 1
                            && Arrays.stream(searchPath.split(":", -1))
                                    .filter(folder -> folder.startsWith("/"))
                                    .anyMatch(
                                            folder -> isProgram(Path.of(folder).resolve(named)));
        } catch (InvalidPathException notAName) {
            return false;
        }
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
