package chad.ide.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.logging.Warnings;
import chad.volume.AtomicFile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which keys were right from which addresses, in a file, so that a restart does not make a stranger of everybody. Neither
 * key nor address can be learnt from it: a line is a signature of the address by the key.
 */
@Singleton
class KnownCallers {

    private static final int MAX = 1_000;
    private static final String FILE = "known-callers";
    private static final String TROUBLE = "known callers";
    private static final Pattern LINE = Pattern.compile("[\\w-]{43}");

    private final Executor writer;
    private final Path file;
    private final Warnings warnings;
    private final LinkedHashSet<String> known = new LinkedHashSet<>();
    private final ReentrantLock writing = new ReentrantLock();

    @Inject
    KnownCallers(SecurityConfig config, Warnings warnings) {
        this(config, warnings, Thread.ofVirtual().name("known-callers")::start);
    }

    /** @param writer the one that asks serves many others, so another thread writes */
    KnownCallers(SecurityConfig config, Warnings warnings, Executor writer) {
        this.writer = writer;
        this.file = config.folder().resolve(FILE);
        this.warnings = warnings;
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> LINE.matcher(line).matches()).limit(MAX).forEach(known::add);
        } catch (NoSuchFileException none) {
            return;
        } catch (IOException | UncheckedIOException unreadable) {
            tell(unreadable);
        }
    }

    synchronized boolean has(String pair) {
        return known.contains(pair);
    }

    void add(String pair) {
        synchronized (this) {
            if (!known.add(pair)) {
                return;
            }
            if (known.size() > MAX) {
                known.removeFirst();
            }
        }
        writer.execute(this::write);
    }

    private void write() {
        writing.lock();
        try {
            AtomicFile.write(file, content().getBytes(UTF_8));
            warnings.end(TROUBLE);
        } catch (IOException failure) {
            tell(failure);
        } finally {
            writing.unlock();
        }
    }

    private synchronized String content() {
        return String.join("\n", known) + "\n";
    }

    private void tell(Exception failure) {
        warnings.begin(
                TROUBLE,
                ("The file of known callers can't be read or written at the moment. They are remembered until"
                                + " the next restart. file=%s cause=%s")
                        .formatted(file, failure));
    }
}
