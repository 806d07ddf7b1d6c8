package chad.refresh;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.refresh.names.BadTableException;
import chad.refresh.names.ClassTable;
import chad.refresh.names.FeaturedOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The class and family tables in force: the operator's where he has written one, else the built-in ones. A table that
 * can't be used costs nobody his morning: the built-in one is used, and what is wrong is said until it is repaired.
 */
@ApplicationScoped
public class ModelTables {

    private static final long MAX_SIZE_BYTES = 1 << 20;

    /**
     * Both tables in force.
     *
     * @param problems what is wrong with the operator's tables, for log and health
     */
    public record Tables(ClassTable classes, FeaturedOrder families, List<String> problems) {

        public Tables {
            problems = List.copyOf(problems);
        }
    }

    private interface Parser<T> {
        T parse(String yaml, T builtIn) throws BadTableException;
    }

    private final Optional<Path> namedClasses;
    private final Optional<Path> namedFamilies;
    private final Path stateDir;
    private final ClassTable builtInClasses;
    private final FeaturedOrder builtInFamilies;
    private volatile List<String> problems = List.of();

    ModelTables(RefreshConfig config) {
        namedClasses = config.classesFile();
        namedFamilies = config.familiesFile();
        stateDir = config.stateDir();
        try {
            builtInClasses = ClassTable.parse(builtIn("/model-classes.yaml"), new ClassTable(List.of()));
            builtInFamilies = FeaturedOrder.parse(
                    builtIn("/model-families.yaml"), new FeaturedOrder(List.of(), Set.of(), List.of()));
        } catch (BadTableException e) {
            throw new IllegalStateException("a built-in table can't be read", e);
        }
    }

    /** The tables as they are now; read anew each time, so that an edit needs no restart. */
    Tables read() {
        var problems = new ArrayList<String>();
        ClassTable classes = read(namedClasses, "model-classes.yaml", builtInClasses, ClassTable::parse, problems);
        FeaturedOrder families =
                read(namedFamilies, "model-families.yaml", builtInFamilies, FeaturedOrder::parse, problems);
        this.problems = List.copyOf(problems);
        return new Tables(classes, families, problems);
    }

    /** What was wrong when they were last read. */
    List<String> problems() {
        return problems;
    }

    private <T> T read(Optional<Path> named, String name, T builtIn, Parser<T> parser, List<String> problems) {
        Path path = named.orElse(stateDir.resolve(name));
        if (named.isEmpty() && !Files.exists(path)) {
            return builtIn;
        }
        try {
            if (Files.size(path) > MAX_SIZE_BYTES) {
                throw new BadTableException("the file is larger than 1 MB");
            }
            return parser.parse(Files.readString(path), builtIn);
        } catch (BadTableException e) {
            problems.add("%s can't be used; the built-in table is used instead: %s".formatted(path, e.getMessage()));
        } catch (IOException e) {
            problems.add("%s can't be read; the built-in table is used instead: %s".formatted(path, e));
        }
        return builtIn;
    }

    private static String builtIn(String resource) {
        try (InputStream table = ModelTables.class.getResourceAsStream(resource)) {
            if (table == null) {
                throw new IllegalStateException("the built-in table " + resource + " is missing");
            }
            return new String(table.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
