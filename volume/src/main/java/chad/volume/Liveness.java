package chad.volume;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered when it was asked for one token.
 *
 * @param latencyMs from the request to the whole answer, or to giving up
 * @param http status of the answer; null when none came
 */
public record Liveness(
        Status status,
        long checkedAtMs,
        long latencyMs,
        @Nullable Integer http) {

    public enum Status {
        /** It answered. */
        ALIVE,
        /** The provider says it is not there (404) or no longer (410), though it is listed. */
        DEAD,
        /** No verdict: busy, failing, silent, or the key was refused. Doubt keeps a model in. */
        UNKNOWN;

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The status of that word; a word of a later version means {@link #UNKNOWN}. */
        static Status of(String word) {
            for (Status status : values()) {
                if (status.word().equals(word)) {
                    return status;
                }
            }
            return UNKNOWN;
        }
    }
}
