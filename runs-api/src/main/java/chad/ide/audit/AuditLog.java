package chad.ide.audit;

import chad.ide.logging.Warnings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The log. Entries are handed over without waiting, as this happens on threads that must not block, and written some at
 * a time by a thread of its own.
 */
@ApplicationScoped
class AuditLog {

    /** Entries that may wait for the disk. */
    private static final int MAX_WAITING = 20_000;

    private static final int MAX_AT_ONCE = 500;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final String UNWRITTEN = "audit log";
    private static final String LOST = "audit log's lost lines";

    private final AuditFiles files;
    private final ObjectMapper json;
    private final AuditMeters meters;
    private final Warnings warnings;
    private final BlockingQueue<AuditEntry> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread writer =
            Thread.ofPlatform().daemon().name("audit-writer").unstarted(this::write);
    private volatile boolean stopping;
    private long nextSeq;

    AuditLog(AuditFiles files, ObjectMapper json, AuditMeters meters, Warnings warnings) {
        this.warnings = warnings;
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
            lost(1);
        }
    }

    private void lost(int lines) {
        meters.lost(lines);
        warnings.begin(
                LOST,
                ("The audit log has lost lines since the service started: it could not write them and keeps"
                                + " at most %d in memory. chad_audit_lost_total counts them.")
                        .formatted(MAX_WAITING));
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

    /** Tries until the lines are on the disk; while the service stops, once. */
    private void write(List<AuditEntry> batch) throws InterruptedException {
        long first = nextSeq;
        byte[] lines = lines(batch);
        while (true) {
            try {
                files.append(first, lines);
                warnings.end(UNWRITTEN);
                return;
            } catch (IOException failure) {
                close(); // a half-written line is ended when the file is opened again
                warnings.begin(
                        UNWRITTEN,
                        ("The audit log can't be written at the moment. Up to %d lines are kept in memory until it"
                                        + " can. Check the disk. cause=%s")
                                .formatted(MAX_WAITING, failure));
            }
            if (stopping) {
                lost(batch.size());
                return;
            }
            Thread.sleep(TRY_AGAIN);
        }
    }

    private byte[] lines(List<AuditEntry> batch) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (AuditEntry entry : batch) {
            try {
                lines.writeBytes(json.writeValueAsBytes(entry.numbered(nextSeq++)));
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
            lines.write('\n');
        }
        return lines.toByteArray();
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
