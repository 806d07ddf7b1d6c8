package chad.ide.workflows;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.problem.ProblemType;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Beginnings of workflows: resources in which {@code __NAME__} and {@code __LIB__} stand for what depends on the place. */
@Singleton
class WorkflowTemplates {

    /** A template, named by its file. */
    @Schema(name = "WorkflowTemplate")
    record Template(
            @Schema(examples = "approval") String name,

            @Schema(examples = "A draft that a person approves before it is sent")
            String title) {}

    private static final List<Template> ALL = List.of(
            new Template("plain", "Two tasks one after the other"),
            new Template("fusion", "One question to several models, and one answer fused from theirs"),
            new Template("approval", "A draft that a person approves before it is sent"),
            new Template("loop", "Repeats until the result is good enough"));

    List<Template> all() {
        return ALL;
    }

    /** @throws chad.edge.ProblemException 400 when there is no such template */
    String source(String template, WorkflowPath name) {
        if (ALL.stream().noneMatch(known -> known.name().equals(template))) {
            throw ProblemType.invalid(
                    "template",
                    template,
                    "one of "
                            + String.join(", ", ALL.stream().map(Template::name).toList()));
        }
        int depth = (int) name.value().chars().filter(letter -> letter == '/').count();
        String lib = depth == 0 ? "./lib" : "../".repeat(depth) + "lib";
        return read(template).replace("__NAME__", storeName(name)).replace("__LIB__", lib);
    }

    /** What the engine and the store scanner take as the name of a store: lower-case letters, digits and dashes. */
    private static String storeName(WorkflowPath name) {
        String file = name.value().substring(name.value().lastIndexOf('/') + 1);
        String plain = file.substring(0, file.lastIndexOf('.')).toLowerCase(Locale.ROOT);
        String dashed = plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String some = dashed.substring(0, Math.min(dashed.length(), 60));
        return some.isEmpty() || some.equals("smithers") ? "workflow-" + some : some;
    }

    private static String read(String template) {
        String resource = "/workflow-templates/" + template + ".jsx";
        try (InputStream in = WorkflowTemplates.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The service was built without " + resource);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
