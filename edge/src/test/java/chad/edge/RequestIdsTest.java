package chad.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

    @Test
    void aHarmlessIdIsKept() {
        assertThat(RequestIds.id("night-7.launch_1")).isEqualTo("night-7.launch_1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-x",
                "a b",
                "a\"}",
                "a\nERROR all is lost",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void whatCouldHarmTheLogIsReplaced(String callers) {
        assertThat(RequestIds.id(callers)).matches("[0-9a-f]{16}");
    }

    @Test
    void whoSendsNoneGetsOne() {
        assertThat(RequestIds.id(null)).matches("[0-9a-f]{16}");
    }
}
