package chad.ide.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One of the things that a run waits for.
 *
 * @param nodeId null when the run as a whole waits
 * @param name what a gate asks, the name of a signal, the id of a timer, or what a quota is of; null when the engine does
 *     not say
 * @param correlationId of a signal: only one that carries it ends the wait
 * @param untilMs when the wait ends by itself: a timer fires, a wait or a question times out, a quota is reset
 * @param command what ends the wait; null for a timer, which only time ends
 */
public record Wait(
        Kind kind,
        @Nullable String nodeId,
        int iteration,
        @Nullable String name,
        @Nullable String correlationId,
        @Nullable Long untilMs,
        @Nullable String command) {

    /** What is waited for, in the order in which a person wants to know of it. */
    @Schema(name = "WaitKind", type = SchemaType.STRING, examples = "approval")
    public enum Kind {
        /** A gate wants a decision. */
        APPROVAL,
        /** A person is asked for a value. */
        QUESTION,
        SIGNAL,
        TIMER,
        /** The provider refuses further calls for now. */
        QUOTA;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it waits for a person. */
    @Schema(hidden = true)
    public boolean isGate() {
        return kind == Kind.APPROVAL || kind == Kind.QUESTION;
    }

    /** In words that follow "waiting for". */
    public String says() {
        return switch (kind) {
            case APPROVAL -> "a decision at `%s`%s%s".formatted(nodeId, asked(), until(", which is open until "));
            case QUESTION -> "an answer at `%s`%s%s".formatted(nodeId, asked(), until(", which is open until "));
            case SIGNAL ->
                "the signal `%s`%s%s"
                        .formatted(
                                name,
                                correlationId == null ? "" : " with the correlation id `%s`".formatted(correlationId),
                                until(", at most until "));
            case TIMER -> "the timer `%s`%s".formatted(name == null ? nodeId : name, until(", which fires at "));
            case QUOTA ->
                "%s%s".formatted(name == null ? "the model's quota" : "quota: " + name, until(", to be reset at "));
        };
    }

    private String asked() {
        return name == null || name.equals(nodeId) ? "" : ": " + name;
    }

    private String until(String words) {
        return untilMs == null ? "" : words + Instant.ofEpochMilli(untilMs).truncatedTo(ChronoUnit.SECONDS);
    }
}
