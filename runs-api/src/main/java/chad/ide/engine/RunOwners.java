package chad.ide.engine;

import chad.ide.engine.RunOwner.Nobody;
import chad.ide.engine.RunOwner.OwnEngine;
import chad.ide.engine.RunOwner.Stranger;
import chad.ide.engine.RunOwner.Unknown;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks up who lives under the number of a run's owner, by the rule of {@code engine/guard.cjs}, which asks the same in
 * the engine's own process: its command line executes the run, it was born before the run's last heartbeat, and it holds
 * the run's store open.
 */
public final class RunOwners {

    /** A process' birth is computed from the machine's start, which a clock correction moves a little. */
    private static final long CLOCK_CORRECTION_MS = 2_000;

    private static final Pattern OWNER = Pattern.compile("(?i)(?:pid:)?([0-9]{1,9})(?::.*)?");
    private static final Pattern ENGINE =
            Pattern.compile("(.*/)?(smithers(-orchestrator)?(\\.js)?|@smithers-orchestrator/cli/.*)");
    private static final Set<String> HOSTING_VERBS = Set.of("gateway", "monitor", "oneshot");
    private static final Set<String> EXECUTING_VERBS = Stream.concat(
                    Stream.of("up", "retry-task", "workflow"), HOSTING_VERBS.stream())
            .collect(Collectors.toUnmodifiableSet());
    private static final Pattern WORKFLOW = Pattern.compile(".*\\.(jsx?|tsx?|mjs|mts|mdx)");
    private static final Pattern NAMES_A_RUN = Pattern.compile("(--run-id|--resume|-r)(=.*)?");

    private RunOwners() {}

    /** The number in {@code pid:4711:UUID}; empty when it names no process. */
    public static Optional<Long> pid(@Nullable String ownerId) {
        return Optional.ofNullable(ownerId)
                .map(OWNER::matcher)
                .filter(Matcher::matches)
                .map(owner -> Long.parseLong(owner.group(1)));
    }

    /**
     * @param ownerId {@code runtime_owner_id} of the run's row
     * @param runIds the run's id, and those of runs that it may continue
     * @param beatAtMs the run's last heartbeat; null for none
     * @param store the file of the run's store; null when it is in none
     */
    public static RunOwner of(
            @Nullable String ownerId, List<String> runIds, @Nullable Long beatAtMs, @Nullable Path store) {
        Optional<Long> named = pid(ownerId);
        if (named.isEmpty()) {
            return new Unknown();
        }
        long pid = named.get();
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(found -> !LiveProcess.isZombie(pid));
        if (process.isEmpty()) {
            return new Nobody(pid);
        }
        Optional<Long> leader = processOfThread(pid);
        if (leader.isPresent()) {
            return new Stranger(pid, "a thread of process %d, `%s`".formatted(leader.get(), name(leader.get())));
        }
        boolean executes = mayExecute(arguments(process.get()), runIds, beatAtMs != null)
                && wasThere(process.get(), beatAtMs)
                && holds(pid, store);
        return executes ? new OwnEngine(pid) : new Stranger(pid, "`%s`".formatted(name(pid)));
    }

    /** Whether it is an engine process that may execute several runs, whose end would be that of all of them. */
    public static boolean hosts(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> afterEngine(arguments(process)))
                .flatMap(rest -> rest.stream().filter(EXECUTING_VERBS::contains).findFirst()) // later ones are values
                .filter(HOSTING_VERBS::contains)
                .isPresent();
    }

    /**
     * A run that was started by hand may have got its id from the engine: then the command line names none, and only its
     * beat tells. A subflow's run, {@code PARENT:child:NODE:ITERATION}, is executed by its parent's process.
     */
    private static boolean mayExecute(List<String> line, List<String> runIds, boolean beats) {
        List<String> rest = afterEngine(line).orElse(List.of());
        boolean executes = rest.stream().anyMatch(EXECUTING_VERBS::contains)
                || (!rest.isEmpty() && WORKFLOW.matcher(rest.getFirst()).matches());
        if (!executes) {
            return false;
        }
        boolean namesIt = runIds.stream()
                .flatMap(id -> Stream.of(id, id.split(":child:", 2)[0]))
                .anyMatch(id -> rest.stream().anyMatch(argument -> argument.equals(id) || argument.endsWith("=" + id)));
        return namesIt
                || (beats
                        && rest.stream()
                                .noneMatch(argument ->
                                        NAMES_A_RUN.matcher(argument).matches()));
    }

    /** The arguments of the engine; empty when the command line starts another program. */
    private static Optional<List<String>> afterEngine(List<String> line) {
        return line.stream()
                .filter(argument -> ENGINE.matcher(argument).matches())
                .findFirst()
                .map(engine -> line.subList(line.indexOf(engine) + 1, line.size()));
    }

    private static boolean wasThere(ProcessHandle process, @Nullable Long beatAtMs) {
        return beatAtMs == null
                || process.info()
                        .startInstant()
                        .map(born -> born.toEpochMilli() <= beatAtMs + CLOCK_CORRECTION_MS)
                        .orElse(false);
    }

    /** Another user's open files, and those of a system without /proc, are not to be seen. */
    private static boolean holds(long pid, @Nullable Path store) {
        Path folder = proc(pid, "fd");
        if (store == null || !Files.exists(folder)) {
            return true;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder)) {
            for (Path descriptor : descriptors) {
                if (isSame(descriptor, store)) {
                    return true;
                }
            }
            return false;
        } catch (AccessDeniedException anotherUsers) {
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean isSame(Path descriptor, Path store) {
        try {
            return Files.isSameFile(descriptor, store);
        } catch (IOException closedOrGone) {
            return false;
        }
    }

    /** The JDK reads a page of it only, and gives nothing of a longer one. */
    private static List<String> arguments(ProcessHandle process) {
        try {
            return Arrays.asList(
                    Files.readString(proc(process.pid(), "cmdline")).split("\0", -1));
        } catch (IOException noLinux) {
            return process.info().arguments().map(Arrays::asList).orElse(List.of());
        }
    }

    /** The process that the thread of this number belongs to; empty for the number of a process. */
    private static Optional<Long> processOfThread(long number) {
        return status(number, "Tgid").map(Long::parseLong).filter(leader -> leader != number);
    }

    private static String name(long pid) {
        return status(pid, "Name")
                .or(() -> ProcessHandle.of(pid)
                        .flatMap(process -> process.info().command())
                        .map(command -> String.valueOf(Path.of(command).getFileName())))
                .orElse("another program");
    }

    private static Optional<String> status(long pid, String field) {
        try (var lines = Files.lines(proc(pid, "status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .map(line -> line.substring(field.length() + 1).strip())
                    .findFirst();
        } catch (IOException noLinux) {
            return Optional.empty();
        }
    }

    private static Path proc(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }
}
