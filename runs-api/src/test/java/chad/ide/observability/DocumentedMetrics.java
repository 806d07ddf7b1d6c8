package chad.ide.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of docs/observability.md. */
final class DocumentedMetrics {

    static final Path ROOT = Path.of(System.getProperty("project.root", ".."));

    private static final List<String> SERVICES = List.of("runs-api", "model-refresh", "fusion-roster");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(chad_[a-z_]+)` \\| ([a-z]+) \\| ([^|]*)\\| [^|]*\\| [^|]{5,}\\|$");
    private static final Pattern LABEL = Pattern.compile("`([a-z_]+)`");

    private DocumentedMetrics() {}

    /** Name, type and labels of each metric of the service. */
    static Set<String> rows(String service) throws IOException {
        return table(service).stream()
                .map(row -> "%s %s %s".formatted(row.group(1), row.group(2), labels(row.group(3))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<MatchResult> table(String service) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/observability.md"));
        Matcher section =
                Pattern.compile("(?ms)^### " + service + "$(.*?)(?=^##|\\z)").matcher(page);
        if (!section.find()) {
            throw new AssertionError("docs/observability.md has no section on " + service);
        }
        return ROW.matcher(section.group(1)).results().toList();
    }

    private static Set<String> labels(String cell) {
        return LABEL.matcher(cell)
                .results()
                .map(label -> label.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every name that a query may use, the parts of histograms among them. */
    static Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String service : SERVICES) {
            for (MatchResult row : table(service)) {
                String name = row.group(1);
                switch (row.group(2)) {
                    case "histogram" ->
                        names.addAll(List.of(name + "_bucket", name + "_count", name + "_sum", name + "_max"));
                    case "summary" -> names.addAll(List.of(name + "_count", name + "_sum", name + "_max"));
                    default -> names.add(name);
                }
            }
        }
        return names;
    }
}
