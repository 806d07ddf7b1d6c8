package chad.ide.workflows;

import chad.edge.ProblemException;
import chad.ide.engine.Prerequisites;
import chad.ide.workflows.WorkflowPart.Kind;
import chad.ide.workflows.WorkflowRuns.Summary;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The workflows that there are. */
@Singleton
public class WorkflowService {

    /** What the text of a file told. */
    private record Told(Kind kind, @Nullable String title, WorkflowHeader header) {}

    private final WorkflowFiles files;
    private final WorkflowRuns runs;
    private final WorkflowRequirements requirements;
    private final WorkflowForms forms;
    private final Cache<WorkflowFile, Told> told =
            Caffeine.newBuilder().maximumSize(4_000).build();

    WorkflowService(WorkflowFiles files, WorkflowRuns runs, WorkflowRequirements requirements, WorkflowForms forms) {
        this.files = files;
        this.runs = runs;
        this.requirements = requirements;
        this.forms = forms;
    }

    /** Every file that can be read and edited, by name, and what it is. */
    List<WorkflowPart> parts() {
        return files.parts().stream()
                .map(file -> WorkflowPart.of(file, told.get(file, this::read).kind()))
                .toList();
    }

    /** By name. */
    public List<WorkflowItem> list() {
        Map<String, Summary> summaries = runs.byWorkflow();
        Prerequisites.Snapshot there = requirements.snapshot(Map.of());
        return files.all().stream()
                .flatMap(file -> item(file, there, Optional.ofNullable(summaries.get(file.name()))).stream())
                .toList();
    }

    /** The source of a workflow, or of a part of one. */
    public WorkflowText text(String name) {
        WorkflowFile file = files.resolvePart("name", name);
        String source = files.read(file);
        return new WorkflowText(
                file.name(), source, SourceFingerprint.hash(source), file.sizeBytes(), file.modifiedAtMs());
    }

    /** What a launch of it takes. */
    public WorkflowForm form(String name) {
        return forms.of(files.resolve("name", name));
    }

    private Optional<WorkflowItem> item(WorkflowFile file, Prerequisites.Snapshot there, Optional<Summary> summary) {
        Told text = told.get(file, this::read);
        if (text.kind() != Kind.WORKFLOW) {
            return Optional.empty();
        }
        return Optional.of(new WorkflowItem(
                file.name(),
                text.title(),
                text.header().text("description").orElse(null),
                text.header().list("tags"),
                requirements.missing(text.header(), there),
                file.modifiedAtMs(),
                file.sizeBytes(),
                summary.map(Summary::byStatus).orElse(Map.of()),
                summary.map(Summary::last).orElse(null),
                summary.map(Summary::store).orElse(null)));
    }

    private Told read(WorkflowFile file) {
        try {
            String source = files.read(file);
            return new Told(
                    WorkflowSource.kind(file.name(), source),
                    WorkflowSource.title(source).orElse(null),
                    WorkflowHeader.of(source));
        } catch (ProblemException goneOrTooLarge) {
            return new Told(Kind.PART, null, new WorkflowHeader(Map.of()));
        }
    }
}
