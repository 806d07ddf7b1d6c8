package chad.ide.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds values in bytes, and keys by their shape. Most bytes begin none of them, which one look into a table for each two
 * of them tells.
 */
final class Mask {

    /** What a value was cut to is known by so many bytes of it. */
    private static final int MIN_PART = 8;

    /** Of longer values no endings are looked for: a certificate has thousands. */
    private static final int MAX_IN_PARTS = 512;

    private static final byte[] KEY = Secrets.mark("key").getBytes(UTF_8);

    /** What is looked for, and what is written in its place. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Pattern(byte[] secret, byte[] replacement) {

        /** With how many bytes its beginning is known for this one's and no other word. */
        private int telling() {
            int half = Math.max(MIN_PART, (secret.length + 1) / 2);
            boolean hasDigit = false;
            boolean hasLetter = false;
            for (int at = 0; at < half; at++) {
                hasDigit |= at < secret.length && secret[at] >= '0' && secret[at] <= '9';
                hasLetter |= at < secret.length && Character.isLetter(secret[at]);
                if (at + 1 >= MIN_PART && hasDigit && hasLetter) {
                    return at + 1;
                }
            }
            return half;
        }
    }

    /**
     * What was found.
     *
     * @param length of what is not shown
     * @param kept the bytes before it that are shown
     * @param goesOn of which shape more may follow; null when that was all
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Found(
            int kept,
            int length,
            byte[] replacement,
            @Nullable KeyShape goesOn) {}

    private record Beginning(Pattern pattern, int telling) {}

    /** The end of a value from a place on. */
    private record Ending(Pattern pattern, int from) {}

    private final List<List<Beginning>> patterns = new ArrayList<>();
    private final List<List<KeyShape>> shapes = new ArrayList<>();
    private final Map<Long, List<Ending>> endings = new HashMap<>();

    /** By two bytes, whether a value may begin with them. */
    private final boolean[] begins = new boolean[256 * 256];

    /** By two bytes, whether what is left of a value may begin with them. */
    private final boolean[] ends = new boolean[256 * 256];

    private final int reach;

    /** @param values the longest first */
    Mask(List<Pattern> values) {
        for (int one = 0; one < 256; one++) {
            patterns.add(new ArrayList<>());
            shapes.add(new ArrayList<>());
        }
        int longest = 0;
        for (Pattern value : values) {
            byte[] secret = value.secret();
            patterns.get(secret[0] & 0xff).add(new Beginning(value, value.telling()));
            begins[pair(secret, 0)] = true;
            longest = Math.max(longest, secret.length);
            for (int from = 1; secret.length <= MAX_IN_PARTS && from <= secret.length - MIN_PART; from++) {
                ends[pair(secret, from)] = true;
                endings.computeIfAbsent(eight(secret, from), key -> new ArrayList<>())
                        .add(new Ending(value, from));
            }
        }
        for (KeyShape shape : KeyShapes.ALL) {
            shapes.get(shape.prefix()[0] & 0xff).add(shape);
            begins[pair(shape.prefix(), 0)] = true;
            longest = Math.max(longest, shape.reach());
        }
        this.reach = longest + CutMark.LONGEST;
    }

    private static int pair(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static long eight(byte[] bytes, int from) {
        long eight = 0;
        for (int at = from; at < from + MIN_PART; at++) {
            eight = eight << 8 | (bytes[at] & 0xff);
        }
        return eight;
    }

    /** With so many bytes from a place on it is known whether something stands there. */
    int reach() {
        return reach;
    }

    /** Where from that place on something may begin, which the last byte always may. */
    int next(Window text, int from) {
        byte[] bytes = text.bytes();
        int last = text.end() - 1;
        boolean isBehindCut = CutMark.standsBefore(text, from);
        int two = from < last ? bytes[from] & 0xff : 0;
        for (int at = from; at < last; at++) {
            int one = two;
            two = bytes[at + 1] & 0xff;
            int pair = one << 8 | two;
            if (begins[pair] || (isBehindCut && ends[pair])) {
                return at;
            }
            isBehindCut = one == '"' || one == CutMark.LAST_OF_ELLIPSIS;
        }
        return Math.max(from, last);
    }

    /** What stands there; null for nothing. */
    @Nullable Found at(Window text, int place) {
        int first = text.at(place);
        Found found = value(text, place, patterns.get(first));
        if (found == null) {
            found = key(text, place, shapes.get(first));
        }
        return found == null && CutMark.standsBefore(text, place) ? ending(text, place) : found;
    }

    private static @Nullable Found value(Window text, int place, List<Beginning> candidates) {
        for (Beginning beginning : candidates) {
            byte[] secret = beginning.pattern().secret();
            int alike = text.alike(place, secret);
            if (alike == secret.length || (alike >= beginning.telling() && CutMark.standsAt(text, place + alike))) {
                return new Found(0, alike, beginning.pattern().replacement(), null);
            }
        }
        return null;
    }

    private @Nullable Found key(Window text, int place, List<KeyShape> candidates) {
        for (KeyShape shape : candidates) {
            int length = shape.length(text, place);
            int from = place + shape.kept();
            if (length > 0 && (shape.kept() == 0 || value(text, from, patterns.get(text.at(from))) == null)) {
                return new Found(shape.kept(), length - shape.kept(), KEY, shape);
            }
        }
        return null;
    }

    /** Of a value whose beginning was cut off. */
    private @Nullable Found ending(Window text, int place) {
        if (text.end() - place < MIN_PART || !ends[text.at(place) << 8 | text.at(place + 1)]) {
            return null;
        }
        for (Ending ending : endings.getOrDefault(eight(text.bytes(), place), List.of())) {
            byte[] secret = ending.pattern().secret();
            int left = secret.length - ending.from();
            int same = 0;
            while (same < left && text.at(place + same) == (secret[ending.from() + same] & 0xff)) {
                same++;
            }
            if (same == left) {
                return new Found(0, left, ending.pattern().replacement(), null);
            }
        }
        return null;
    }

    String apply(String text) {
        return new String(apply(text.getBytes(UTF_8)), UTF_8);
    }

    byte[] apply(byte[] text) {
        ByteArrayOutputStream masked = new ByteArrayOutputStream(text.length + 16);
        try (MaskedOutput out = new MaskedOutput(masked, this)) {
            out.write(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return masked.toByteArray();
    }
}
