package chad.ide.runs;

import org.jspecify.annotations.Nullable;

/**
 * Up to which event a follower has read a store.
 *
 * @param eventId of the event at that position, as {@link EventPositions#mark} has it; null when there was none
 */
public record EventMark(long position, @Nullable String eventId) {

    public static final EventMark BEGINNING = new EventMark(0, null);
}
