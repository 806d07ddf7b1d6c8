package chad.ide.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The state of a run as a person sees it, derived from the engine's word and what else is known. */
@Schema(type = SchemaType.STRING, examples = "finished")
public enum RunState {
    RUNNING,
    /** It says that it runs, and nobody executes it. */
    STALLED,
    WAITING_APPROVAL,
    WAITING_EVENT,
    WAITING_TIMER,
    WAITING_QUOTA,
    PAUSED,
    /** Its end was asked for and not yet acknowledged. */
    CANCELLING,
    CANCELLED,
    FAILED,
    FINISHED,
    /** The engine says finished, but a child failed and was let go. */
    FINISHED_WITH_FAILURES,
    /** It continued as another run. */
    CONTINUED,
    /** Decided, answered, signalled, due or rewound, yet no process goes on with it. */
    NEEDS_RESUME,
    /** A fork that nobody ran: the engine copies its parent's status onto it. */
    NOT_STARTED,
    /** A word of an engine that is newer than this service. */
    UNKNOWN;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Nothing follows, unless a person or a schedule starts it anew. */
    public boolean hasEnded() {
        return switch (this) {
            case CANCELLED, FAILED, FINISHED, FINISHED_WITH_FAILURES, CONTINUED -> true;
            case RUNNING,
                    STALLED,
                    WAITING_APPROVAL,
                    WAITING_EVENT,
                    WAITING_TIMER,
                    WAITING_QUOTA,
                    PAUSED,
                    CANCELLING,
                    NEEDS_RESUME,
                    NOT_STARTED,
                    UNKNOWN -> false;
        };
    }

    /** The state that is the engine's own word, when there is one. */
    public static RunState ofEngine(String status) {
        return ofWord(status).orElse(UNKNOWN);
    }

    static Optional<RunState> ofWord(String word) {
        return Arrays.stream(values())
                .filter(state -> state.word().equals(word))
                .findFirst();
    }
}
