package chad.ide.backup;

import chad.ide.backup.BackupException.Kind;
import chad.ide.backup.Manifest.LeftOut;
import chad.ide.backup.Restore.Restored;
import chad.volume.FileLock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What the service's program does besides being the service: backups and restores, without starting anything, for when
 * it is stopped. It goes by the environment alone.
 */
public final class Program {

    static final String ANOTHER_SERVICE =
            "Another runs-api, or a restore, is using this state folder. Stop it first, or set"
                    + " CHAD_STATE_DIR to another folder.";

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int INVALID = 4;
    private static final Pattern KEEP = Pattern.compile("[1-9][0-9]{0,4}");

    private static final String USAGE = """
            Without arguments: the service.

              backup [--keep N]                     copies everything but the keys into backups/ of the state folder
              restore BACKUP                        puts a backup in the place of what is there, which is put aside
                      [--check]                       only tells whether the backup is whole
                      [--without-workflows]           leaves the workflow folder as it is

            BACKUP is a name such as 20261121T044500Z, or the path of its folder. A backup can be made while the service
            runs; for a restore it must be stopped. Folders: CHAD_STATE_DIR, CHAD_WORKFLOW_DIR, CHAD_RUNS_DB_DIR.
            Exit codes: 0 done, 1 failed or not possible now, 4 not understood, or no such backup, or a damaged one.
            """;

    private final BackupSources sources;
    private final String version;
    private final PrintStream out;
    private final PrintStream err;

    private Program(BackupSources sources, String version, PrintStream out, PrintStream err) {
        this.sources = sources;
        this.version = version;
        this.out = out;
        this.err = err;
    }

    /**
     * Does what the arguments say.
     *
     * @return the exit code; empty when the service is meant, and nothing is in its way
     */
    public static OptionalInt run(
            String[] arguments, Map<String, String> environment, String version, PrintStream out, PrintStream err) {
        Program program = new Program(BackupSources.of(environment), version, out, err);
        List<String> words = List.of(arguments);
        if (words.isEmpty()) {
            return program.isServiceFree() ? OptionalInt.empty() : OptionalInt.of(FAILED);
        }
        try {
            return OptionalInt.of(program.run(words.getFirst(), words.subList(1, words.size())));
        } catch (BackupException failure) {
            err.println(failure.reason());
            return OptionalInt.of(failure.kind() == Kind.INVALID ? INVALID : FAILED);
        }
    }

    /** The service makes sure of it itself; here it is said without a stack trace. */
    private boolean isServiceFree() {
        Path lock = sources.folder().serviceLock();
        if (!Files.exists(lock)) {
            return true;
        }
        try (FileLock free = FileLock.take(lock).orElse(null)) {
            if (free == null) {
                err.println(ANOTHER_SERVICE);
            }
            return free != null;
        } catch (IOException notWritable) {
            return true; // which the service tells in its own words
        }
    }

    private int run(String command, List<String> rest) throws BackupException {
        return switch (command) {
            case "backup" -> backup(rest);
            case "restore" -> restore(rest);
            case "help", "--help", "-h" -> {
                out.print(USAGE);
                yield DONE;
            }
            default -> misunderstood("There is no command `%s`.".formatted(command));
        };
    }

    private int misunderstood(String why) {
        err.println(why);
        err.print(USAGE);
        return INVALID;
    }

    private int backup(List<String> rest) throws BackupException {
        boolean keeps = rest.size() == 2
                && rest.getFirst().equals("--keep")
                && KEEP.matcher(rest.getLast()).matches();
        if (!rest.isEmpty() && !keeps) {
            return misunderstood("`backup` takes --keep N and nothing else.");
        }
        BackupFolder folder = new BackupFolder(sources.folder().backups());
        String name = folder.freeName(Clock.systemUTC().instant());
        Manifest manifest = new BackupWriter(sources, version, Clock.systemUTC()).write(name);
        out.printf(
                "%s: %,d KB; files: %d, databases: %d.%n",
                sources.folder().backups().resolve(name),
                manifest.sizeBytes() / 1_000,
                manifest.fileCount(),
                manifest.stores().size());
        out.println("The keys (credentials.json) are not in it: keep them elsewhere.");
        tell(manifest.leftOut());
        try {
            if (keeps) {
                folder.prune(Integer.parseInt(rest.getLast()));
            }
        } catch (IOException failure) {
            throw new BackupException(
                    "The backup is complete. Older ones could not be removed: " + BackupWriter.words(failure), failure);
        }
        return DONE;
    }

    private int restore(List<String> rest) throws BackupException {
        List<String> names = new ArrayList<>(rest);
        boolean checks = names.remove("--check");
        boolean withWorkflows = !names.remove("--without-workflows");
        if (names.size() != 1 || names.getFirst().startsWith("-")) {
            return misunderstood("`restore` takes one backup as its argument.");
        }
        Path backup = find(names.getFirst());
        if (checks) {
            Manifest manifest = Restore.check(backup);
            out.printf("%s is complete: %d files.%n", backup, manifest.fileCount());
            tell(manifest.leftOut());
            return DONE;
        }
        tell(backup, new Restore(sources, Clock.systemUTC()).run(backup, withWorkflows));
        return DONE;
    }

    private Path find(String name) throws BackupException {
        try {
            Optional<Path> named = new BackupFolder(sources.folder().backups()).find(name);
            Path backup = named.orElse(Path.of(name).toAbsolutePath().normalize());
            if (Files.isDirectory(backup)) {
                return backup;
            }
        } catch (InvalidPathException noName) {
            throw new BackupException(Kind.INVALID, "`%s` is not a valid folder name.".formatted(name));
        }
        throw new BackupException(
                Kind.INVALID,
                "There is no backup `%s` in %s, and no such folder."
                        .formatted(name, sources.folder().backups()));
    }

    private void tell(List<LeftOut> leftOut) {
        leftOut.forEach(file -> err.printf("Not in it: %s. %s%n", file.path(), file.reason()));
    }

    private void tell(Path backup, Restored restored) {
        Manifest manifest = restored.manifest();
        out.printf("Restored %s: %d files.%n", backup, manifest.fileCount());
        tell(manifest.leftOut());
        if (!restored.withWorkflows()) {
            out.println("The workflows were left as they are.");
        }
        restored.aside()
                .forEach(aside ->
                        out.printf("What was there before is in %s; remove it once everything works.%n", aside));
        if (!Files.exists(sources.credentials())) {
            out.printf(
                    "There is no %s: put it in place with mode 0600, unless your keys come from the environment.%n",
                    sources.credentials());
        }
        movedWorkflows(manifest)
                .ifPresent(before -> out.printf(
                        "Runs that were launched from %s can be resumed only from there. Link it: ln -s %s %s%n",
                        before, sources.workflows(), before));
        out.println("Next: start runs-api. Runs that were live are listed as stalled: chad-runs runs --stalled,"
                + " then chad-runs resume RUN. Each continues from its state in the backup.");
    }

    /** The engine goes on with a run only from the path that it was launched from; a link is as good. */
    private Optional<String> movedWorkflows(Manifest manifest) {
        return Optional.ofNullable(manifest.folders().get("workflows")).filter(before -> !leadsHere(Path.of(before)));
    }

    private boolean leadsHere(Path before) {
        try {
            return Objects.equals(before.toRealPath(), sources.workflows().toRealPath());
        } catch (IOException notThere) {
            return false;
        }
    }
}
