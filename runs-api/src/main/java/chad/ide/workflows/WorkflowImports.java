package chad.ide.workflows;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files import which, as their text says it. An import whose name is only known when it is executed is not found;
 * a comment that looks like an import counts as one: rather a warning too many.
 */
@Singleton
class WorkflowImports {

    private static final Pattern IMPORT = Pattern.compile(
            "(?:\\bfrom|\\bimport|\\bimport\\s*\\(|\\brequire\\s*\\()\\s*[\"'](\\.{1,2}/[^\"'\n]{1,200})[\"']");
    private static final List<String> ENDINGS =
            List.of("", ".jsx", ".tsx", ".js", ".ts", ".mjs", ".mts", ".cjs", ".cts", ".json", ".mdx");

    private final WorkflowFiles files;
    private final Cache<WorkflowFile, Set<String>> imported =
            Caffeine.newBuilder().maximumSize(4_000).build();

    WorkflowImports(WorkflowFiles files) {
        this.files = files;
    }

    /** The files that change their behaviour with that one: itself, and those that import it, directly or not. */
    Set<String> affectedBy(String name) {
        Map<String, Set<String>> importers = new HashMap<>();
        for (WorkflowFile file : files.sources()) {
            for (String target : imported.get(file, this::read)) {
                importers.computeIfAbsent(target, none -> new HashSet<>()).add(file.name());
            }
        }
        Set<String> affected = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (affected.add(next)) {
                candidates(next)
                        .flatMap(as -> importers.getOrDefault(as, Set.of()).stream())
                        .forEach(open::add);
            }
        }
        return affected;
    }

    /** The files that make that one what it is: itself, and those that it imports, directly or not. */
    List<WorkflowFile> partsOf(String name) {
        Map<String, WorkflowFile> byName = new HashMap<>();
        Map<String, WorkflowFile> byImport = new HashMap<>();
        for (WorkflowFile file : files.sources()) {
            byName.put(file.name(), file);
            candidates(file.name()).forEach(as -> byImport.putIfAbsent(as, file));
        }
        Map<String, WorkflowFile> parts = new LinkedHashMap<>();
        Deque<WorkflowFile> open = new ArrayDeque<>();
        Optional.ofNullable(byName.get(name)).ifPresent(open::add);
        while (!open.isEmpty()) {
            WorkflowFile next = open.remove();
            if (parts.putIfAbsent(next.name(), next) == null) {
                imported.get(next, this::read).stream()
                        .map(target -> byName.getOrDefault(target, byImport.get(target)))
                        .filter(Objects::nonNull)
                        .forEach(open::add);
            }
        }
        return List.copyOf(parts.values());
    }

    /** The ways in which a file may be named by an import: whole, without its ending, or by its folder. */
    private static Stream<String> candidates(String name) {
        Set<String> names = new LinkedHashSet<>();
        for (String ending : ENDINGS) {
            if (name.endsWith(ending)) {
                String plain = name.substring(0, name.length() - ending.length());
                names.add(plain);
                if (plain.endsWith("/index")) {
                    names.add(plain.substring(0, plain.length() - "/index".length()));
                }
            }
        }
        return names.stream();
    }

    /** What the file imports, as paths under the root; endings are as they are written, often left out. */
    private Set<String> read(WorkflowFile file) {
        Set<String> targets = new HashSet<>();
        try {
            Matcher found = IMPORT.matcher(new String(files.bytes(file), UTF_8));
            Path from = Path.of("/" + file.name()).resolveSibling(".");
            while (found.find()) {
                String target = from.resolve(found.group(1)).normalize().toString();
                targets.add(target.substring(1));
            }
        } catch (IOException | InvalidPathException goneOrOdd) {
            return targets;
        }
        return targets;
    }
}
