package chad.ide.notices;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.notices.Notice.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NoticeTest {

    private static String key(@Nullable String requestId) {
        return new Notice(Kind.GATE, "r-1", "w.jsx", "s", "plan", 0, requestId, "t", "s", "u", 1, "c", null, null)
                .key();
    }

    /** The second was taken for the first one, and told to nobody. */
    @Test
    void questionsThatAnAgentAsksInOneTurnAreSeveral() {
        assertThat(key("human:r-1:plan:0:one")).isNotEqualTo(key("human:r-1:plan:0:two"));
        assertThat(key("human:r-1:plan:0")).isEqualTo(key(null));
    }
}
