package chad.ide.engine;

import io.quarkus.logging.Log;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts a program in a session of its own.
 *
 * <p>A terminal's Ctrl-C, and whatever else signals the service's process group, reaches every process of the group,
 * and SIGTERM or SIGINT means <em>cancel the run</em> to an engine process. In its own session it never gets them.
 * {@code setsid} makes the session and becomes the program, so that the pid stays the same; where it is missing, as on
 * macOS, perl does the same. With neither, runs are executed all the same, and a Ctrl-C in the service's terminal
 * cancels them.
 */
final class DetachedSession {

    private static final String PERL = "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127;";

    private static final AtomicBoolean SAID = new AtomicBoolean();

    private DetachedSession() {}

    /** The command that executes this one in a session of its own. */
    static List<String> command(List<String> program, String searchPath) {
        Optional<Path> setsid = find("setsid", searchPath);
        Optional<Path> perl = setsid.isPresent() ? Optional.empty() : find("perl", searchPath);
        List<String> command = new ArrayList<>();
        if (setsid.isPresent()) {
            command.add(setsid.get().toString());
        } else if (perl.isPresent()) {
            command.addAll(List.of(perl.get().toString(), "-e", PERL));
        } else if (SAID.compareAndSet(false, true)) {
            Log.warn("Neither setsid nor perl was found: Ctrl-C in this service's terminal cancels its runs.");
        }
        command.addAll(program);
        return command;
    }

    private static Optional<Path> find(String name, String searchPath) {
        return Arrays.stream(searchPath.split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
