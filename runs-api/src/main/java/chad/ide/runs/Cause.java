package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a run failed, or what it lost on the way: the first node whose failure carried the run down, and what went wrong
 * in it. These words are used wherever the failure is told.
 *
 * @param runId of the subflow in which it happened; null when that is the run itself
 * @param nodeId null when no node failed, as when the workflow itself can't be rendered
 * @param attempt null when there was none, as of a gate that was denied
 * @param message in one line, cut at a word; the run in full has all of it in {@code error}
 * @param says the node and the message in a sentence
 */
public record Cause(
        CauseKind kind,
        @Nullable String runId,
        @Schema(examples = "panel-summary") @Nullable String nodeId,
        int iteration,
        @Nullable Integer attempt,

        @Schema(examples = "None of the 2 models answered. lab/a: HTTP 503. lab/b: HTTP 401.")
        String message,

        @Schema(
                examples =
                        "Failed at `panel-summary`: None of the 2 models answered. lab/a: HTTP 503. lab/b: HTTP 401.")
        String says) {}
