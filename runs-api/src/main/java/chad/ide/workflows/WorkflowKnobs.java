package chad.ide.workflows;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.engine.LaunchEnvironment;
import chad.ide.problem.ProblemType;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings that a workflow takes: those that it, or a file that it imports, names, in its code or in a comment, which
 * is how a name that is put together at run time is declared. A run can be given no others: one that nobody reads would
 * be believed to do something.
 */
@Singleton
public class WorkflowKnobs {

    private static final int MAX_KNOBS = 200;
    private static final Pattern NAME = Pattern.compile("\\b(?:CHAD_[A-Z0-9]+(?:_[A-Z0-9]+)*|DRY_RUN)\\b(?!_)");

    private final WorkflowFiles files;
    private final WorkflowImports imports;
    private final Cache<WorkflowFile, Set<String>> named =
            Caffeine.newBuilder().maximumSize(4_000).build();

    WorkflowKnobs(WorkflowFiles files, WorkflowImports imports) {
        this.files = files;
        this.imports = imports;
    }

    /** By name, without those that no client may set. */
    public List<String> of(String workflow) {
        Set<String> knobs = new TreeSet<>();
        imports.partsOf(workflow).forEach(file -> knobs.addAll(named.get(file, this::read)));
        return knobs.stream().limit(MAX_KNOBS).toList();
    }

    /**
     * @param settings that were admitted
     * @throws ProblemException 422 when the workflow takes some of them not
     */
    public void requireTaken(String workflow, Map<String, String> settings) {
        if (settings.isEmpty()) {
            return;
        }
        List<String> knobs = of(workflow);
        List<String> others = settings.keySet().stream()
                .filter(name -> !knobs.contains(name))
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            String taken = knobs.isEmpty() ? "It accepts none" : "It takes " + String.join(", ", knobs);
            throw ProblemType.REFUSED_SETTINGS.because(
                    ("`%s` does not accept %s, and nothing was started. %s: the names that it, or a file that it"
                                    + " imports, mentions.")
                            .formatted(workflow, String.join(", ", others), taken),
                    others.stream()
                            .map(name -> new FieldError("env." + name, null, "the workflow does not accept it"))
                            .toList());
        }
    }

    private Set<String> read(WorkflowFile file) {
        Set<String> names = new TreeSet<>();
        try {
            Matcher found = NAME.matcher(new String(files.bytes(file), UTF_8));
            while (found.find() && names.size() < MAX_KNOBS) {
                if (LaunchEnvironment.isAdmissible(found.group())) {
                    names.add(found.group());
                }
            }
        } catch (IOException gone) {
            return Set.of();
        }
        return names;
    }
}
