package chad.ide.live;

import chad.ide.secrets.Secrets;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The changes of late, numbered without a gap, each as the JSON that every client gets. Clients hold a place in it and
 * nothing else, so a thousand of them need no more memory than one, and one that falls behind its beginning is late.
 *
 * <p>An id has the number and a word for this process: the numbers of another process mean something else.
 */
@Singleton
class ChangeLog {

    /** @param json one line */
    record Entry(long number, Change.@Nullable Subject about, String json) {}

    private static final Pattern ID = Pattern.compile("([0-9a-f]{8})-([0-9]{1,18})");

    private final Secrets secrets;
    private final ObjectMapper json;
    private final int maxChanges;
    private final long maxCharacters;
    private final String process;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long characters;
    private long newest;

    ChangeLog(LiveConfig config, Secrets secrets, ObjectMapper json) {
        this.secrets = secrets;
        this.json = json;
        this.maxChanges = config.changes();
        this.maxCharacters = config.characters();
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        this.process = HexFormat.of().formatHex(random);
    }

    void append(Change change) {
        String line = text(change);
        synchronized (this) {
            entries.addLast(new Entry(++newest, change.about(), line));
            characters += line.length();
            while (entries.size() > maxChanges || (characters > maxCharacters && entries.size() > 1)) {
                characters -= entries.removeFirst().json().length();
            }
        }
    }

    String text(Change change) {
        try {
            return secrets.mask(json.writeValueAsString(change));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Drops everything: what happens from now on is not taken in, so nobody can go on from before. */
    synchronized void forget() {
        if (!entries.isEmpty()) {
            clear();
            newest++;
        }
    }

    private void clear() {
        entries.clear();
        characters = 0;
    }

    /** Changes happened that were not taken in: who has all from before is told so, and goes on from there. */
    void beginAnew(Change.Reset reset) {
        synchronized (this) {
            clear();
        }
        append(reset);
    }

    synchronized long newest() {
        return newest;
    }

    /** What follows that number, oldest first; empty when the log does not reach back to it, or has not come to it. */
    synchronized Optional<List<Entry>> after(long number, int limit) {
        long oldest = newest - entries.size() + 1;
        if (number < oldest - 1 || number > newest) {
            return Optional.empty();
        }
        List<Entry> found = new ArrayList<>();
        long behind = newest - number;
        if (behind > entries.size() / 2) {
            for (Entry entry : entries) {
                if (entry.number() > number && found.size() < limit) {
                    found.add(entry);
                }
            }
            return Optional.of(found);
        }
        var backwards = entries.descendingIterator();
        Deque<Entry> tail = new ArrayDeque<>();
        while (tail.size() < behind) {
            tail.addFirst(backwards.next());
        }
        tail.stream().limit(limit).forEach(found::add);
        return Optional.of(found);
    }

    String id(long number) {
        return process + "-" + number;
    }

    /** The number in an id of this process; empty for any other text. */
    OptionalLong number(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() && matcher.group(1).equals(process)
                ? OptionalLong.of(Long.parseLong(matcher.group(2)))
                : OptionalLong.empty();
    }
}
