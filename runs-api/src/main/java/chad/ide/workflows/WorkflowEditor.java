package chad.ide.workflows;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.secrets.Secrets;
import chad.ide.workflows.WorkflowVersion.Action;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Changes workflow files, one change at a time. Every text that a file had is kept as a version before it is replaced,
 * also one that was written by somebody else.
 */
@Singleton
public class WorkflowEditor {

    private final WorkflowFiles files;
    private final WorkflowVersions versions;
    private final WorkflowConfig config;
    private final Secrets secrets;
    private final Event<WorkflowsChanged> news;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    WorkflowEditor(
            WorkflowFiles files,
            WorkflowVersions versions,
            WorkflowConfig config,
            Secrets secrets,
            Event<WorkflowsChanged> news) {
        this.files = files;
        this.versions = versions;
        this.config = config;
        this.secrets = secrets;
        this.news = news;
    }

    /**
     * What became of a file.
     *
     * @param created whether there was none before
     */
    public record Saved(WorkflowText text, boolean created) {}

    /** Writes the text, as a new file or in the place of the one that the precondition names. */
    public Saved save(String name, String source, Precondition precondition, String by) {
        WorkflowPath path = WorkflowPath.parsePart("name", name);
        requireText(source);
        return locked(() -> {
            Optional<WorkflowFile> existing = files.find(path);
            if (existing.isEmpty() || precondition.wantsNone()) {
                return new Saved(create(path, source, precondition, by), true);
            }
            return new Saved(replace(existing.get(), source, precondition, by, Action.SAVED), false);
        });
    }

    private WorkflowText create(WorkflowPath path, String source, Precondition precondition, String by) {
        if (precondition.ifMatch() != null) {
            throw ProblemType.PRECONDITION_FAILED.because(
                    "`%s` no longer exists. Send `If-None-Match: *` to create it again.".formatted(path.value()));
        }
        Path target = files.vacant("name", path);
        files.write(target, source);
        versions.add(path, source, by, Action.CREATED);
        return told(path);
    }

    private WorkflowText replace(
            WorkflowFile file, String source, Precondition precondition, String by, Action action) {
        WorkflowPath path = new WorkflowPath(file.name());
        precondition.requireGiven(file.name());
        String before = keep(path, files.read(file));
        precondition.requireMatch(
                file.name(),
                SourceFingerprint.hash(before),
                versions.list(path).stream().findFirst());
        if (!before.equals(source)) {
            files.write(file.path(), source);
            versions.add(path, source, by, action);
        }
        return told(path);
    }

    /** Keeps a text that came about without us. */
    private String keep(WorkflowPath path, String current) {
        List<WorkflowVersion> known = versions.list(path);
        if (known.isEmpty() || !versions.text(path, known.getFirst().version()).equals(current)) {
            versions.add(path, current, null, Action.FOUND);
        }
        return current;
    }

    /** Gives the file another name. Its versions stay under the old one; the new one begins with this text. */
    Saved rename(String from, String to, Precondition precondition, String by) {
        WorkflowPath target = WorkflowPath.parsePart("to", to);
        return locked(() -> {
            String source = takeAway(from, precondition, by, Action.RENAMED, () -> files.vacant("to", target));
            files.write(files.vacant("to", target), source);
            versions.add(target, source, by, Action.CREATED);
            files.remove(files.resolvePart("name", from));
            news.fire(new WorkflowsChanged(from));
            return new Saved(told(target), true);
        });
    }

    /** Removes the file. Its last version has its text; {@link #restore} brings it back. */
    void delete(String name, Precondition precondition, String by) {
        locked(() -> {
            takeAway(name, precondition, by, Action.DELETED, () -> {});
            files.remove(files.resolvePart("name", name));
            news.fire(new WorkflowsChanged(name));
            return name;
        });
    }

    /** Keeps the last text of a file that goes. Returns it. */
    private String takeAway(String name, Precondition precondition, String by, Action action, Runnable check) {
        WorkflowFile file = files.resolvePart("name", name);
        WorkflowPath path = new WorkflowPath(file.name());
        precondition.requireGiven(name);
        String source = keep(path, files.read(file));
        precondition.requireMatch(
                name,
                SourceFingerprint.hash(source),
                versions.list(path).stream().findFirst());
        check.run();
        versions.add(path, source, by, action);
        return source;
    }

    /** Writes an earlier text; of a deleted file too. */
    Saved restore(String name, int version, Precondition precondition, String by) {
        WorkflowPath path = WorkflowPath.parsePart("name", name);
        return locked(() -> {
            String source = versions.text(path, version);
            Optional<WorkflowFile> existing = files.find(path);
            if (existing.isPresent()) {
                return new Saved(replace(existing.get(), source, precondition, by, Action.RESTORED), false);
            }
            files.write(files.vacant("name", path), source);
            versions.add(path, source, by, Action.RESTORED);
            return new Saved(told(path), true);
        });
    }

    /** Names whose file is gone and whose texts are kept. */
    List<WorkflowPath> gone() {
        return versions.names().stream()
                .filter(name ->
                        files.find(name).isEmpty() && !versions.list(name).isEmpty())
                .toList();
    }

    private WorkflowText told(WorkflowPath path) {
        news.fire(new WorkflowsChanged(path.value()));
        WorkflowFile file = files.resolvePart("name", path.value());
        String source = files.read(file);
        return new WorkflowText(
                file.name(), source, SourceFingerprint.hash(source), file.sizeBytes(), file.modifiedAtMs());
    }

    /** @throws ProblemException 400 or 413 for what can't be a source file */
    void requireText(String source) {
        if (source.getBytes(UTF_8).length > config.maxFileSize()) {
            throw ProblemType.TOO_LARGE.because(
                    "A workflow file may have at most %d bytes.".formatted(config.maxFileSize()));
        }
        if (source.indexOf('\0') >= 0 || !UTF_8.newEncoder().canEncode(source)) {
            throw ProblemType.invalid("source", "…", "text without NUL characters and unpaired surrogates");
        }
        if (secrets.isMasked(source)) {
            throw ProblemType.invalid(
                    "source",
                    "…",
                    "text without `[masked:…]`, which stands for a secret's value: saved, it would replace the"
                            + " value in the file. Let the workflow read the variable, as `process.env.NAME`");
        }
    }

    private <T> T locked(Supplier<T> change) {
        oneAtATime.lock();
        try {
            return change.get();
        } finally {
            oneAtATime.unlock();
        }
    }
}
