package chad.ide.files;

import java.nio.file.Path;

/**
 * The folder that holds what the services keep, and the places in it that have a fixed name. Places that can be set on
 * their own are settings of those who use them.
 *
 * @param root absolute and without {@code .} and {@code ..}; links in it are kept
 */
public record StateFolder(Path root) {

    /** What only runs-api reads and writes. */
    public static final String SERVICE = "runs-api";

    /** Below {@link #SERVICE}: a folder for each run whose engine process this service started. */
    public static final String RUNS = "runs";

    public StateFolder {
        root = root.toAbsolutePath().normalize();
    }

    public Path service() {
        return root.resolve(SERVICE);
    }

    /** The service's own database. Not named {@code .db}: it is no store, and not to be taken for one. */
    public Path ledger() {
        return service().resolve("runs-ide.sqlite");
    }

    /** Records, logs and answers of engine processes. */
    public Path runs() {
        return service().resolve(RUNS);
    }

    /** Settings that runs were launched with, to resume them by. */
    public Path runSettings() {
        return service().resolve("settings");
    }

    /** What engine processes load before everything else. */
    public Path guardScripts() {
        return service().resolve("engine");
    }

    /** Folders in which engine processes find the store that they are to use. */
    public Path engineFolders() {
        return service().resolve("engine-folders");
    }

    /** Where agents ask whether they may call a model. */
    public Path callGate() {
        return service().resolve(".call-gate.json");
    }

    /** Runs that a stop of the service paused. */
    public Path interruptedRuns() {
        return service().resolve("paused-by-stop.json");
    }

    /** How often the supervisor has resumed which run. */
    public Path resumeAttempts() {
        return service().resolve("supervisor.json");
    }

    public Path storeSizes() {
        return service().resolve("store-sizes.json");
    }

    /** Held by the one service that works on this folder. */
    public Path serviceLock() {
        return service().resolve("service.lock");
    }

    /** Held by the one backup that is made at a time. */
    public Path backupLock() {
        return service().resolve("backup.lock");
    }

    public Path backups() {
        return root.resolve("backups");
    }

    /** Stores that were archived whole. */
    public Path archive() {
        return root.resolve("archive");
    }
}
