package chad.ide.answers;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much of what runs hold an answer may carry, so that no run and no number of tabs fills the memory. */
@ConfigMapping(prefix = "runs.answers")
public interface AnswerConfig {

    /** The longest value that is shown whole; a longer one is cut, and says where the whole is. */
    @WithDefault("64K")
    MemorySize value();

    /**
     * Values in one answer. When they are more, the longest are cut: the smallest are the likeliest to be read, and the
     * whole of each is one request away.
     */
    @WithDefault("2M")
    MemorySize each();

    /**
     * Answers that are made or sent at the same time, each counted with {@code each}. Values take about four times their
     * bytes on the heap (the driver's copy, the text, its tree, the answer): with 16 MB that is 64 MB of the 160 MB that
     * the service has in a container; with 32 MB it came to its end now and then.
     */
    @WithDefault("16M")
    MemorySize together();

    /** How long a request waits for its share before it is answered with 503. */
    @WithDefault("10s")
    Duration patience();
}
