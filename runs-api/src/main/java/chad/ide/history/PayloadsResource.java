package chad.ide.history;

import chad.ide.answers.LargeAnswer;
import chad.ide.answers.PacedOutput;
import chad.ide.problem.ProblemType;
import chad.ide.request.Numbers;
import chad.ide.runs.RunLocator;
import chad.ide.runs.StoredRun;
import chad.ide.security.Role;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredPayload;
import chad.ide.store.StoredValue;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/runs/{id}/payloads/{what}")
@RolesAllowed(Role.VIEWER)
@Tag(name = "history")
public class PayloadsResource {

    private static final String TEXT = "text/plain;charset=UTF-8";

    private final RunLocator locator;
    private final StoreReader reader;

    PayloadsResource(RunLocator locator, StoreReader reader) {
        this.locator = locator;
        this.reader = reader;
    }

    @GET
    @Produces(TEXT)
    @LargeAnswer
    @Operation(
            operationId = "getPayload",
            summary = "The whole of a value that other answers truncate",
            description = """
                    As the engine wrote it, whatever its length: `request`, `question` and `answer-schema` of a gate,
                    `conversation`, `answer` and `error` of an attempt, `tool-input` and `tool-output` of a journalled call,
                    `diff` of a node, `run-error`. What a model wrote is untrusted input: show it as text.
                    """)
    @APIResponse(responseCode = "200", description = "The text")
    public StreamingOutput payload(
            @Parameter(description = "The run's id", example = "fusion-20261121-104501-7f3a") @PathParam("id")
                    String id,
            @Parameter(example = "conversation") @PathParam("what") String what,
            @Parameter(description = "The node's id", example = "judge") @QueryParam("node") @Nullable String node,
            @Parameter(description = "The loop iteration; 0 by default", example = "0")
                    @QueryParam("iteration")
                    @Nullable String iteration,
            @Parameter(description = "From 1; 1 by default", example = "1") @QueryParam("attempt") @Nullable String attempt,
            @Parameter(description = "Of a tool's call", example = "1") @QueryParam("seq") @Nullable String seq,
            @Parameter(description = "The `requestId` of a question, if a node asks several")
                    @QueryParam("request")
                    @Nullable String request,
            @QueryParam("store") @Nullable String store) {
        Payload payload = Payload.of(what).orElseThrow(() -> ProblemType.invalid("what", what, Payload.words()));
        StoredRun run = locator.locate(id, store);
        List<Object> keys = new ArrayList<>(List.of(run.id()));
        if (payload.needs("node_id")) {
            if (node == null) {
                throw ProblemType.invalid("node", "", "the id of a node of the run");
            }
            keys.add(node);
            keys.add(number("iteration", iteration, 0));
        }
        if (payload.needs("attempt")) {
            keys.add(number("attempt", attempt, 1));
        }
        if (payload.needs("seq")) {
            keys.add(number("seq", seq, 1));
        }
        String where = payload.where();
        if (payload.isOfRequest() && request != null) {
            keys.add(request);
            where += " AND request_id = ?";
        }
        StoredPayload found = find(run, payload, where, keys);
        return PacedOutput.of(found::writeTo);
    }

    private StoredPayload find(StoredRun run, Payload payload, String where, List<Object> keys) {
        if (!reader.shape(run.store()).has(payload.table(), payload.column())) {
            throw ProblemType.NOT_FOUND.because("The engine that wrote this store recorded nothing of that kind.");
        }
        return reader.payload(run.store(), new StoredValue(payload.table(), payload.column(), where, keys.toArray()))
                .orElseThrow(() -> ProblemType.NOT_FOUND.because(
                        "The run has no such `%s`; its detail lists its nodes and attempts."
                                .formatted(payload.word())));
    }

    private static int number(String field, @Nullable String given, int usual) {
        return given == null ? usual : Numbers.parse(field, given, 0, Integer.MAX_VALUE);
    }
}
