package chad.ide.reports;

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
}
