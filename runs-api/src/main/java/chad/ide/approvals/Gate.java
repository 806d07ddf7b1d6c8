package chad.ide.approvals;

import chad.ide.answers.TruncatedValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A node that waits, or waited, for a human decision. Times are epoch milliseconds.
 *
 * @param kind {@code gate}, {@code decision}, {@code select} or {@code rank} for an approval; {@code ask},
 *     {@code confirm}, {@code select} or {@code json} for a question to a human
 * @param status {@code requested}, {@code approved}, {@code denied}; for questions also {@code answered},
 *     {@code cancelled} and {@code expired}
 * @param requestedAtMs from the event, as the engine forgets it in the row when it is decided
 * @param title what the workflow calls it
 * @param request as the engine keeps it; of one that is too large, its mode, title and summary
 * @param answerSchema JSON Schema of the answer to a question
 * @param options what one can choose from; empty where nothing is to be chosen
 * @param allowedUsers who may decide it; everybody who may decide at all when empty, nobody here when null, as the
 *     restriction can't be read
 * @param allowedScopes of which who decides it holds one; as {@code allowedUsers} when empty or null
 * @param expiresAtMs when the question is withdrawn unless it was answered; null without a time limit
 * @param choice what was chosen or answered; null before, and when it is too large to be shown here
 * @param requestId to answer a question by; null for an approval
 * @param digest of what was asked; a decision carries it, and is refused when it has changed
 * @param requestCut where the whole of what was asked is, when some of it is too large to be shown here
 */
public record Gate(
        @Schema(examples = "ladder-20261121-065800-1c2d") String runId,

        @Schema(examples = "release") String nodeId,
        int iteration,

        @Schema(examples = "decision") String kind,

        @Schema(examples = "requested") String status,

        @Schema(examples = "1795252285000") @Nullable Long requestedAtMs,

        @Nullable Long decidedAtMs,
        @Nullable String decidedBy,
        @Nullable String note,

        @Schema(examples = "Release to production") @Nullable String title,

        @Nullable String summary,
        @Nullable JsonNode request,
        @Nullable JsonNode answerSchema,
        List<GateOption> options,

        @Schema(examples = "[\"alice@example.com\"]") @Nullable List<String> allowedUsers,

        @Schema(examples = "[\"release\"]") @Nullable List<String> allowedScopes,

        @Nullable Long expiresAtMs,

        @Schema(implementation = Object.class) @Nullable JsonNode choice,

        @Nullable String requestId,
        String store,

        @Schema(examples = "autonomy-ladder.jsx") @Nullable String workflow,

        @Schema(examples = "5f2b…") String digest,
        @Nullable TruncatedValue requestCut) {

    public Gate {
        options = List.copyOf(options);
        allowedUsers = allowedUsers == null ? null : List.copyOf(allowedUsers);
        allowedScopes = allowedScopes == null ? null : List.copyOf(allowedScopes);
    }
}
