package chad.ide.engine;

import chad.ide.files.PrivateFiles;
import chad.ide.files.StateFolder;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Sees to it that other users of the machine can't look into the state folder: it holds every prompt, output and log.
 * What lies in a folder that nobody else can enter needs no mode of its own.
 */
@Singleton
class StateFolderPermissions {

    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    /** Of a folder that everybody shares, as the one for temporary files: it is not ours to be closed. */
    private static final int STICKY = 01000;

    private final StateFolder state;

    StateFolderPermissions(StateFolder state) {
        this.state = state;
    }

    /** The one folder of this service. */
    @Produces
    @Singleton
    static StateFolder stateFolder(EngineConfig config) {
        return new StateFolder(config.stateDir());
    }

    void start(@Observes StartupEvent started) {
        Path folder = state.root();
        try {
            PrivateFiles.makeFolder(folder);
            close(folder);
        } catch (IOException failure) {
            Log.warnf("It can't be determined whether others can read the state folder: %s", failure);
        } catch (UnsupportedOperationException noPosix) {
            Log.debug("This file system has no permissions.");
        }
    }

    private static void close(Path folder) throws IOException {
        Set<PosixFilePermission> now = Files.getPosixFilePermissions(folder);
        Set<PosixFilePermission> closed = EnumSet.copyOf(now);
        closed.removeAll(OTHERS);
        if (closed.equals(now)) {
            return;
        }
        String open = PosixFilePermissions.toString(now);
        boolean shared = ((int) Files.getAttribute(folder, "unix:mode") & STICKY) != 0;
        if (!shared && isOurs(folder)) {
            Files.setPosixFilePermissions(folder, closed);
            Log.infof(
                    "The state folder was readable by other users of this machine (%s); this was corrected. folder=%s",
                    open, folder);
            return;
        }
        Log.warnf(
                "Other users of this machine (%s) can read the state folder, with the prompts and outputs of"
                        + " all runs. This service does not own it: have its owner, %s, run `chmod go= %s`, or set"
                        + " CHAD_STATE_DIR to another folder.",
                open, Files.getOwner(folder).getName(), folder);
    }

    /** By number where there is one: a container's user may have no name. */
    private static boolean isOurs(Path folder) throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self)
                ? Files.getAttribute(folder, "unix:uid").equals(Files.getAttribute(self, "unix:uid"))
                : Files.getOwner(folder).getName().equals(System.getProperty("user.name"));
    }
}
