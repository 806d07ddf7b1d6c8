package chad.ide.mcp;

import chad.ide.audit.AuditedCalls.Call;
import chad.ide.models.ModelService;
import chad.ide.workflows.Precondition;
import chad.ide.workflows.WorkflowEditor;
import chad.ide.workflows.WorkflowForm;
import chad.ide.workflows.WorkflowItem;
import chad.ide.workflows.WorkflowService;
import chad.ide.workflows.WorkflowText;
import chad.volume.RosterLimit;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolGuardrails;
import io.quarkiverse.mcp.server.ToolResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Workflow files, and the models that they may ask. */
class WorkflowTools {

    private static final int MAX_WORKFLOWS = 60;
    private static final int MAX_SOURCE_CHARS = 16_000;
    private static final int MAX_SCHEMA_CHARS = 6_000;
    private static final Pattern WORKFLOW = Pattern.compile(".*\\.[jt]sx");
    private static final int MAX_MODELS = 60;
    private static final int MAX_ROSTER_CHARS = 12_000;

    private final Calls calls;
    private final WorkflowService workflows;
    private final WorkflowEditor editor;
    private final ModelService models;
    private final ObjectMapper json;

    WorkflowTools(
            Calls calls, WorkflowService workflows, WorkflowEditor editor, ModelService models, ObjectMapper json) {
        this.calls = calls;
        this.workflows = workflows;
        this.editor = editor;
        this.models = models;
        this.json = json;
    }

    /**
     * @param missing what it needs and is not there: it can't be launched meanwhile
     * @param runs how many runs have each status
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record WorkflowLine(
            String name,
            @Nullable String title,
            @Nullable String description,
            List<String> missing,
            Map<String, Long> runs,
            @Nullable String lastRun,
            @Nullable String lastRunAt) {

        static WorkflowLine of(WorkflowItem item) {
            WorkflowItem.LastRun last = item.lastRun();
            return new WorkflowLine(
                    item.name(),
                    SafeText.text(item.title(), 200),
                    SafeText.text(item.description(), 300),
                    item.missing(),
                    item.runs(),
                    last == null ? null : SafeText.text(last.id(), 512),
                    last == null ? null : SafeText.time(last.createdAtMs()));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WorkflowList(
            List<WorkflowLine> workflows,
            int total,
            @Nullable String more) {}

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "list_workflows",
            title = "List workflows",
            description =
                    "The workflows that can be launched, by file name, with what each one does and how its runs ended.",
            outputSchema = @Tool.OutputSchema(from = WorkflowList.class),
            annotations =
                    @Tool.Annotations(
                            title = "List workflows",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse listWorkflows(
            @ToolArg(required = false, description = "Words in the name or the title") @Nullable String query) {
        return calls.read(() -> {
            List<WorkflowLine> found = workflows.list().stream()
                    .filter(item -> mentions(item.name() + " " + item.title(), query))
                    .map(WorkflowLine::of)
                    .toList();
            return new WorkflowList(
                    found.stream().limit(MAX_WORKFLOWS).toList(),
                    found.size(),
                    found.size() > MAX_WORKFLOWS ? "There are more: narrow it with `query`." : null);
        });
    }

    /**
     * @param etag names this very text; save_workflow wants it
     * @param inputSchema JSON Schema of the input; with the first part of a workflow that declares one
     * @param knobs what can be set for a run, by launch_workflow's `env`
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Source(
            String name,
            String etag,
            TextPart source,
            @Nullable Object inputSchema, // JSON; its own type would be taken apart for the tool's schema
            @Nullable List<String> knobs) {}

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "read_workflow",
            title = "Read a workflow",
            description = "The source of a workflow file or of a module that it imports, with the etag that"
                    + " save_workflow needs. For a workflow, also the JSON Schema of its input and the settings"
                    + " that it accepts. Long files are returned in parts.",
            outputSchema = @Tool.OutputSchema(from = Source.class),
            annotations =
                    @Tool.Annotations(
                            title = "Read a workflow",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse readWorkflow(
            @ToolArg(description = "Its path under the workflow folder, for example fusion.jsx or lib/gha.js")
                    String name,
            @ToolArg(required = false, description = "nextOffset of the previous part") @Nullable Integer offset) {
        return calls.read(() -> {
            WorkflowText text = workflows.text(name);
            TextPart source = TextPart.of(text.source(), offset, MAX_SOURCE_CHARS);
            boolean isFirst =
                    (offset == null || offset == 0) && WORKFLOW.matcher(name).matches();
            WorkflowForm form = isFirst ? workflows.form(name) : null;
            return new Source(
                    text.name(),
                    text.etag(),
                    source,
                    form == null ? null : SafeText.json(form.inputSchema(), MAX_SCHEMA_CHARS),
                    form == null ? null : form.knobs());
        });
    }

    public record Saved(String name, String etag, long sizeBytes, String next) {}

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "save_workflow",
            title = "Save a workflow",
            description = "Writes the whole source of a workflow file. An existing file is replaced only with the etag"
                    + " that read_workflow returned, and refused if it has changed since; without an etag a new"
                    + " file is created. The previous text is kept as a version. Waiting runs can't be resumed on"
                    + " an edited workflow unless told to accept the change.",
            outputSchema = @Tool.OutputSchema(from = Saved.class),
            annotations =
                    @Tool.Annotations(
                            title = "Save a workflow",
                            readOnlyHint = false,
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse saveWorkflow(
            @ToolArg(description = "Its path under the workflow folder, for example letters.jsx") String name,
            @ToolArg(description = "The whole text") String source,
            @ToolArg(required = false, description = "The etag of the text that you have read; omit it for a new file")
                    @Nullable String etag) {
        return calls.write(new Call("workflow-file", null, null, name), () -> {
            Precondition seen = new Precondition(
                    etag == null ? null : '"' + etag.replace("\"", "") + '"', etag == null ? "*" : null);
            WorkflowText text = editor.save(name, source, seen, calls.caller()).text();
            return new Saved(
                    text.name(),
                    text.etag(),
                    text.sizeBytes(),
                    "It has not been loaded yet: launch it with DRY_RUN to try it.");
        });
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "list_models",
            title = "List models",
            description = "The models that the provider offers for chat: how many, which are featured, which were"
                    + " added or removed last night, and the names that match `query`.",
            annotations =
                    @Tool.Annotations(
                            title = "List models",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse listModels(
            @ToolArg(required = false, description = "Words in a model's name, for example nemotron") @Nullable String query) {
        return calls.read(() -> {
            JsonNode catalog = models.catalog();
            ObjectNode answer = json.createObjectNode();
            for (String field : List.of("generatedAt", "total", "chatCount", "ageMs", "problem")) {
                answer.set(field, SafeText.json(catalog.path(field), 400));
            }
            for (String field : List.of("featured", "new", "removed")) {
                answer.set(field, names(catalog.path(field), null));
            }
            answer.set("chat", names(catalog.path("chat"), query));
            answer.put("more", "Lists hold %d names at most: narrow `chat` with `query`.".formatted(MAX_MODELS));
            return answer;
        });
    }

    private ArrayNode names(JsonNode list, @Nullable String query) {
        ArrayNode names = json.createArrayNode();
        for (JsonNode name : list) {
            if (names.size() < MAX_MODELS && mentions(name.asText(), query)) {
                names.add(SafeText.text(name.isTextual() ? name.asText() : name.toString(), 200));
            }
        }
        return names;
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "get_roster",
            title = "The roster of a fusion",
            description = "The models that the next fusion will use, and the reason for each choice.",
            annotations =
                    @Tool.Annotations(
                            title = "The roster of a fusion",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse getRoster(
            @ToolArg(required = false, description = "How many models at most, 1 to " + RosterLimit.MOST_MODELS)
                    @Nullable Integer max) {
        return calls.read(
                () -> json.createObjectNode().set("roster", SafeText.json(models.roster(max), MAX_ROSTER_CHARS)));
    }

    private static boolean mentions(String text, @Nullable String query) {
        return query == null || text.toLowerCase(Locale.ROOT).contains(query.toLowerCase(Locale.ROOT));
    }
}
