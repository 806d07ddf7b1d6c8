package chad.ide.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds values in bytes. Most bytes begin none of them, which one look into a table tells. */
final class Mask {

    static final Mask NONE = new Mask(List.of());

    /** What is looked for, and what is written in its place. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Pattern(byte[] secret, byte[] replacement) {}

    private final List<Pattern> patterns;
    private final boolean[] begins = new boolean[256];
    private final int longest;

    /** @param patterns the longest first */
    Mask(List<Pattern> patterns) {
        this.patterns = List.copyOf(patterns);
        patterns.forEach(pattern -> begins[pattern.secret()[0] & 0xff] = true);
        this.longest = patterns.stream()
                .mapToInt(pattern -> pattern.secret().length)
                .max()
                .orElse(0);
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    int longest() {
        return longest;
    }

    /** Where from that place on a value may begin; the end when nowhere. */
    int next(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && !begins[bytes[at] & 0xff]) {
            at++;
        }
        return at;
    }

    /** The value that stands there in full; null when none does. */
    @Nullable Pattern at(byte[] bytes, int at, int end) {
        for (Pattern pattern : patterns) {
            byte[] secret = pattern.secret();
            if (secret.length <= end - at && Arrays.equals(secret, 0, secret.length, bytes, at, at + secret.length)) {
                return pattern;
            }
        }
        return null;
    }

    String apply(String text) {
        ByteArrayOutputStream masked = new ByteArrayOutputStream(text.length() + 16);
        try (MaskedOutput out = new MaskedOutput(masked, this)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return masked.toString(UTF_8);
    }
}
