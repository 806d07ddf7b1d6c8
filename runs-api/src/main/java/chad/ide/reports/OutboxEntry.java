package chad.ide.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a night's note. Times are epoch milliseconds.
 *
 * @param noteId in Open WebUI; null before it is known
 * @param sinceMs when it began to wait; 0 when it does not
 * @param nextTryAtMs not before this
 * @param atMs of the last try that worked or was refused; 0 before
 * @param tries since it was asked for
 * @param problem of the last try; null when it worked
 */
record OutboxEntry(
        State state,
        @Nullable String noteId,
        long sinceMs,
        long nextTryAtMs,
        long atMs,
        int tries,
        @Nullable String problem) {

    private static final ObjectMapper JSON = new ObjectMapper();

    enum State {
        POSTED,
        WAITING,
        FAILED
    }

    /** A new content is to be posted; into the same note when there is one. */
    static OutboxEntry wanted(@Nullable OutboxEntry before, long nowMs) {
        return new OutboxEntry(
                State.WAITING,
                before == null ? null : before.noteId,
                before == null || before.state != State.WAITING ? nowMs : before.sinceMs,
                nowMs,
                before == null ? 0 : before.atMs,
                0,
                null);
    }

    OutboxEntry posted(String id, long nowMs) {
        return new OutboxEntry(State.POSTED, id, 0, 0, nowMs, tries + 1, null);
    }

    OutboxEntry refused(String reason, long nowMs) {
        return new OutboxEntry(State.FAILED, noteId, 0, 0, nowMs, tries + 1, reason);
    }

    OutboxEntry postponed(String reason, long untilMs) {
        return new OutboxEntry(State.WAITING, noteId, sinceMs, untilMs, atMs, tries + 1, reason);
    }

    boolean isWaiting() {
        return state == State.WAITING;
    }

    byte[] toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("state", state.name());
        json.put("noteId", noteId);
        json.put("sinceMs", sinceMs);
        json.put("nextTryAtMs", nextTryAtMs);
        json.put("atMs", atMs);
        json.put("tries", tries);
        json.put("problem", problem);
        return json.toPrettyString().getBytes(UTF_8);
    }

    /** @throws IOException when it is damaged */
    static OutboxEntry parse(byte[] bytes) throws IOException {
        JsonNode json = JSON.readTree(bytes);
        try {
            return new OutboxEntry(
                    State.valueOf(json.path("state").asText()),
                    json.hasNonNull("noteId") ? json.get("noteId").asText() : null,
                    json.path("sinceMs").asLong(),
                    json.path("nextTryAtMs").asLong(),
                    json.path("atMs").asLong(),
                    json.path("tries").asInt(),
                    json.hasNonNull("problem") ? json.get("problem").asText() : null);
        } catch (IllegalArgumentException unknownState) {
            throw new IOException("no such state", unknownState);
        }
    }
}
