package chad.ide.backup;

import chad.ide.files.StateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where the things that a backup holds lie on this machine. In a backup they lie in folders with the labels of their
 * trees, so a backup can be restored to other places.
 *
 * @param credentials left out wherever it is: keys don't belong beside the data that they guard
 */
record BackupSources(
        Path state, Path workflows, List<Path> storeFolders, Path models, Path population, Path credentials) {

    /** What of a folder is taken. */
    enum Kind {
        /** Everything but what {@link BackupContents} leaves out. */
        ALL,
        /** Its databases, not those of its subfolders. */
        DATABASES,
        /** One file with what belongs to it: {@code models.json}, {@code models-history.json}. */
        NAMED
    }

    /**
     * A folder that is backed up.
     *
     * @param names beginnings of the names that are taken, for {@link Kind#NAMED}
     */
    record Tree(String label, Path folder, Kind kind, Set<String> names) {}

    public BackupSources {
        state = absolute(state);
        workflows = absolute(workflows);
        storeFolders = storeFolders.stream().map(BackupSources::absolute).toList();
        models = absolute(models);
        population = absolute(population);
        credentials = absolute(credentials);
    }

    /** As the variables say, which the service itself reads in {@code application.yaml}. */
    static BackupSources of(Map<String, String> environment) {
        Path state = Path.of(set(environment, "CHAD_STATE_DIR").orElse("state"));
        Path workflows = Path.of(set(environment, "CHAD_WORKFLOW_DIR").orElse("workflows"));
        return new BackupSources(
                state,
                workflows,
                set(environment, "CHAD_RUNS_DB_DIR")
                        .map(folders -> List.of(folders.split(",")).stream()
                                .map(String::strip)
                                .map(Path::of)
                                .toList())
                        .orElse(List.of(state, workflows)),
                set(environment, "CHAD_MODELS_FILE").map(Path::of).orElse(state.resolve("models.json")),
                set(environment, "CHAD_POPULATION").map(Path::of).orElse(state.resolve("population.json")),
                set(environment, "CHAD_HOST_CREDS").map(Path::of).orElse(state.resolve("credentials.json")));
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** Of an absolute path below a root, which always has one. */
    static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /** Without links, as far as it exists: folders are compared, and walked. */
    private static Path absolute(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException notThere) {
            Path parent = absolute.getParent();
            return parent == null ? absolute : absolute(parent).resolve(absolute.getFileName());
        }
    }

    StateFolder folder() {
        return new StateFolder(state);
    }

    List<Tree> trees() {
        List<Tree> trees = new ArrayList<>();
        trees.add(new Tree("state", state, Kind.ALL, Set.of()));
        trees.add(new Tree("workflows", workflows, Kind.ALL, Set.of()));
        Set<Path> seen = new HashSet<>(List.of(state, workflows));
        int number = 0;
        for (Path folder : storeFolders) {
            if (seen.add(folder) && !folder.startsWith(state) && !folder.startsWith(workflows)) {
                number++;
                trees.add(new Tree("stores-" + number, folder, Kind.DATABASES, Set.of()));
            }
        }
        addElsewhere(trees, "models", models);
        addElsewhere(trees, "population", population);
        return trees;
    }

    private void addElsewhere(List<Tree> trees, String label, Path file) {
        if (!file.startsWith(state)) {
            String name = file.getFileName().toString();
            int dot = name.lastIndexOf('.');
            trees.add(new Tree(label, parent(file), Kind.NAMED, Set.of(dot > 0 ? name.substring(0, dot) : name)));
        }
    }
}
