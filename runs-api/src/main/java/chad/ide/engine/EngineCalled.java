package chad.ide.engine;

import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The engine's CLI was called. Fired by the thread that called, when it has the answer.
 *
 * @param store the name of the store that it was about; null for a workflow file
 * @param took with the wait for its turn
 */
public record EngineCalled(String verb, @Nullable String store, Outcome outcome, Instant startedAt, Duration took) {

    /** What came of a call. */
    public enum Outcome {
        DONE,
        /** The engine said no. */
        REFUSED,
        /** It ended without an answer: it broke. */
        NO_ANSWER,
        TOO_MUCH_OUTPUT,
        TIMED_OUT,
        COULD_NOT_START,
        /** Too many others waited for their turn; the engine was not asked. */
        TOO_BUSY;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether somebody should look: a refusal is an answer, and too many calls are not the engine's doing. */
        public boolean isFailure() {
            return switch (this) {
                case DONE, REFUSED, TOO_BUSY -> false;
                case NO_ANSWER, TOO_MUCH_OUTPUT, TIMED_OUT, COULD_NOT_START -> true;
            };
        }

        static Outcome of(EngineResult result) {
            return switch (result) {
                case Done _ -> DONE;
                case TimedOut _ -> TIMED_OUT;
                case Refused refused ->
                    switch (refused.code()) {
                        case Refused.NO_ANSWER -> NO_ANSWER;
                        case Refused.TOO_MUCH_OUTPUT -> TOO_MUCH_OUTPUT;
                        default -> REFUSED;
                    };
            };
        }
    }
}
