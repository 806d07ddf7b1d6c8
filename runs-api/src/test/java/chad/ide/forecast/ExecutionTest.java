package chad.ide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.forecast.Execution.Sign;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutionTest {

    private static Sign start(long seq, long atMs) {
        return new Sign(seq, atMs, true);
    }

    private static Sign sign(long seq, long atMs) {
        return new Sign(seq, atMs, false);
    }

    @Test
    void whatLiesBetweenTwoProcessesDoesNotCount() {
        Execution execution =
                Execution.NONE.plus(List.of(start(0, 1_000), sign(1, 4_000), start(5, 900_000), sign(6, 902_000)));

        assertThat(execution.untilItsLastSign()).isEqualTo(5_000);
        assertThat(execution.until(910_000)).isEqualTo(13_000);
        assertThat(execution.lastSeq()).isEqualTo(6);
    }

    @Test
    void readInTwoStepsItIsTheSame() {
        List<Sign> signs = List.of(start(0, 1_000), sign(1, 4_000), start(5, 900_000), sign(6, 902_000));

        assertThat(Execution.NONE.plus(signs.subList(0, 3)).plus(signs.subList(3, 4)))
                .isEqualTo(Execution.NONE.plus(signs));
    }

    @Test
    void withoutAStartNothingIsKnown() {
        assertThat(Execution.NONE.plus(List.of(sign(0, 7))).untilItsLastSign()).isNull();
        assertThat(Execution.NONE.until(7)).isNull();
    }
}
