package chad.ide.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One short-lived process: its output captured up to a bound, its whole tree ended when it takes too long. */
final class EngineCall {

    /** How it ended. */
    enum End {
        EXITED,
        TOO_LATE,
        TOO_MUCH
    }

    /**
     * What it left.
     *
     * @param exitCode of no meaning unless it exited
     */
    record Output(End end, int exitCode, String output, String errors) {}

    private static final int ERROR_LIMIT = 65_536;

    /** What was printed before the end is read in no time; a child that lives on with the pipe must not hold us. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private EngineCall() {}

    /** @throws IOException when the program can't be started */
    static Output run(
            List<String> command, Path folder, Map<String, String> environment, Duration timeLimit, int outputLimit)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Process process = builder.start();
        Capture output = new Capture(process.getInputStream(), outputLimit, process);
        Capture errors = new Capture(process.getErrorStream(), ERROR_LIMIT, null);
        try {
            boolean ended = process.waitFor(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                kill(process); // never one that has ended: that closes its output before it is read
            }
            End end = !ended ? End.TOO_LATE : output.overflowed() ? End.TOO_MUCH : End.EXITED;
            return new Output(end, ended ? process.exitValue() : -1, output.text(), errors.text());
        } catch (InterruptedException stopping) {
            kill(process);
            Thread.currentThread().interrupt();
            return new Output(End.TOO_LATE, -1, "", "");
        }
    }

    /** With its children, which would live on: the CLI starts itself anew when it finds another copy. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Reads a stream to its end and keeps the beginning. */
    private static final class Capture {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final AtomicBoolean overflowed = new AtomicBoolean();
        private final Thread reader;

        /** @param tooMuch what is killed when the limit is passed; null to drop the rest instead */
        Capture(InputStream stream, int limit, @Nullable Process tooMuch) {
            reader = Thread.ofPlatform().daemon().name("engine-output").start(() -> read(stream, limit, tooMuch));
        }

        private void read(InputStream stream, int limit, @Nullable Process tooMuch) {
            byte[] buffer = new byte[8192];
            try (stream) {
                int read = stream.read(buffer);
                while (read >= 0) {
                    synchronized (kept) {
                        int room = limit - kept.size();
                        kept.write(buffer, 0, Math.min(read, room));
                        if (read > room && overflowed.compareAndSet(false, true) && tooMuch != null) {
                            kill(tooMuch);
                        }
                    }
                    read = stream.read(buffer);
                }
            } catch (IOException closed) {
                // the process was killed; what was read so far counts
            }
        }

        boolean overflowed() {
            return overflowed.get();
        }

        String text() throws InterruptedException {
            reader.join(DRAIN);
            synchronized (kept) {
                return kept.toString(UTF_8);
            }
        }
    }
}
