package chad.ide.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Tells whether a process that was recorded before is still the one with that number. */
final class LiveProcess {

    /** The birth is computed from the machine's start, which a clock correction moves a little. */
    private static final long BIRTH_TOLERANCE_MS = 2_000;

    private LiveProcess() {}

    static long bornAtMs(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    static boolean isAlive(RecordedProcess recorded) {
        Optional<ProcessHandle> found = ProcessHandle.of(recorded.pid());
        return found.isPresent()
                && found.get().isAlive()
                && Math.abs(bornAtMs(found.get()) - recorded.bornAtMs()) <= BIRTH_TOLERANCE_MS
                && !isZombie(recorded.pid());
    }

    /** Dead, but kept in the table by a parent that does not look, such as a container's first process. */
    static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException | IndexOutOfBoundsException noLinux) {
            return false;
        }
    }
}
