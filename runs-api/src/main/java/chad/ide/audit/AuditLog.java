package chad.ide.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The log. Entries are handed over without waiting, as this happens on threads that must not block, and written some at
 * a time by a thread of its own.
 */
@ApplicationScoped
class AuditLog {

    /** Entries that may wait for the disk. */
    private static final int MAX_WAITING = 20_000;

    private static final int MAX_AT_ONCE = 500;

    private final AuditFiles files;
    private final ObjectMapper json;
    private final AuditMeters meters;
    private final BlockingQueue<AuditEntry> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean complained = new AtomicBoolean();
    private final Thread writer =
            Thread.ofPlatform().daemon().name("audit-writer").unstarted(this::write);
    private volatile boolean stopping;
    private long nextSeq;

    AuditLog(AuditFiles files, ObjectMapper json, AuditMeters meters) {
        this.files = files;
        this.json = json;
        this.meters = meters;
        this.nextSeq = newestSeq() + 1;
        this.writer.start();
    }

    /** @param entry its number is given here */
    void add(AuditEntry entry) {
        meters.asked(entry.result());
        if (!waiting.offer(entry)) {
            meters.lost(1);
            Log.errorf(
                    "The audit log can't keep up and lost a line. action=%s status=%d", entry.action(), entry.status());
        }
    }

    void stop(@Observes ShutdownEvent shutdown) throws InterruptedException {
        stopping = true;
        writer.join(TimeUnit.SECONDS.toMillis(5));
    }

    private void write() {
        List<AuditEntry> batch = new ArrayList<>();
        while (!stopping || !waiting.isEmpty()) {
            try {
                AuditEntry first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MAX_AT_ONCE - 1);
                    write(batch);
                    batch.clear();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        close();
    }

    private void write(List<AuditEntry> batch) {
        long first = nextSeq;
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try {
            for (AuditEntry entry : batch) {
                lines.writeBytes(json.writeValueAsBytes(entry.numbered(nextSeq++)));
                lines.write('\n');
            }
            files.append(first, lines.toByteArray());
            complained.set(false);
        } catch (IOException failure) {
            meters.lost(batch.size());
            close(); // a half-written line is ended when the file is opened again
            if (complained.compareAndSet(false, true)) {
                Log.error("The audit log can't be written: what is done now is not in it. Check the disk.", failure);
            }
        }
    }

    private void close() {
        try {
            files.close();
        } catch (IOException failure) {
            Log.warn("A file of the audit log could not be closed.", failure);
        }
    }

    /** Entries with smaller numbers than {@code before} that the query takes, newest first. */
    List<AuditEntry> newest(AuditQuery query, long before, int limit) throws IOException {
        List<AuditEntry> found = new ArrayList<>();
        for (Path file : files.newestFirst()) {
            if (AuditFiles.firstSeq(file) >= before) {
                continue;
            }
            for (String line : AuditFiles.lines(file).reversed()) {
                Optional<AuditEntry> entry = parsed(line);
                if (entry.isEmpty() || entry.get().seq() >= before) {
                    continue;
                }
                if (query.isBefore(entry.get())) {
                    return found;
                }
                if (query.takes(entry.get())) {
                    found.add(entry.get());
                    if (found.size() >= limit) {
                        return found;
                    }
                }
            }
        }
        return found;
    }

    private long newestSeq() {
        try {
            for (Path file : files.newestFirst()) {
                for (String line : AuditFiles.lines(file).reversed()) {
                    Optional<AuditEntry> entry = parsed(line);
                    if (entry.isPresent()) {
                        return entry.get().seq();
                    }
                }
            }
        } catch (IOException unreadable) {
            Log.error("The audit log can't be read. Check the permissions of its folder.", unreadable);
        }
        return 0;
    }

    /** Empty for a line that a crash cut short. */
    private Optional<AuditEntry> parsed(String line) {
        try {
            return line.isEmpty() ? Optional.empty() : Optional.of(json.readValue(line, AuditEntry.class));
        } catch (JsonProcessingException torn) {
            return Optional.empty();
        }
    }
}
