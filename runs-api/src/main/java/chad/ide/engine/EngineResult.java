package chad.ide.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What the engine said. Decided by the JSON that it printed: its exit code is 2 when {@code cancel} succeeds, and 1 both
 * for a run that failed and for one that was never made.
 */
public sealed interface EngineResult {

    /** @param answer without the advice for assistants that the CLI adds to most answers */
    record Done(JsonNode answer) implements EngineResult {}

    /**
     * A refusal is an answer.
     *
     * @param code the engine's word ({@code RUN_NOT_FOUND}), or {@link #NO_ANSWER} or {@link #TOO_MUCH_OUTPUT}
     * @param reason the engine's message, with folders of this machine shortened
     */
    record Refused(String code, String reason) implements EngineResult {

        /** It ended without printing an answer. */
        public static final String NO_ANSWER = "NO_ANSWER";

        /** It printed more than the limit and was stopped. */
        public static final String TOO_MUCH_OUTPUT = "TOO_MUCH_OUTPUT";
    }

    /** It was stopped with all its children. What it was asked for may have happened or not. */
    record TimedOut(Duration limit) implements EngineResult {}
}
