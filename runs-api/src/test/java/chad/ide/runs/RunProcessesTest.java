package chad.ide.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunProcessesTest {

    private static final String RUN = "nightly-1";

    @Test
    void processThatNamesTheRunAndBeatForItIsItsOwner() throws Exception {
        Process process = process(RUN);
        try {
            assertThat(RunProcesses.onThisMachine(owned(process, System.currentTimeMillis())))
                    .contains(new ProcessSign.Alive(process.pid(), false, 0));
        } finally {
            end(process);
        }
    }

    /** After a restart of a container, {@code chad-runs resume RUN} got the very pid that the dead owner had. */
    @Test
    void processThatWasBornAfterTheLastBeatIsNot() throws Exception {
        Process process = process(RUN);
        try {
            assertThat(RunProcesses.onThisMachine(owned(process, System.currentTimeMillis() - 60_000)))
                    .isEmpty();
        } finally {
            end(process);
        }
    }

    @Test
    void processOfSomethingElseIsNot() throws Exception {
        Process process = process("another-run");
        try {
            assertThat(RunProcesses.onThisMachine(owned(process, System.currentTimeMillis())))
                    .isEmpty();
        } finally {
            end(process);
        }
    }

    private static Process process(String argument) throws IOException {
        return new ProcessBuilder("sh", "-c", "read line", argument).start(); // until its input is closed
    }

    private static void end(Process process) throws Exception {
        process.getOutputStream().close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static RunRow owned(Process process, @Nullable Long beatAtMs) {
        String owner = "pid:" + process.pid() + ":6b9f0c1e";
        return new RunRow(1, RUN, null, "w", null, "running", 0, 0L, null, beatAtMs, owner, null, null, false);
    }
}
