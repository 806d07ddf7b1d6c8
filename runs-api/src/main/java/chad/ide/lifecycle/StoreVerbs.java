package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.engine.Engine;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineCommand.Subject;
import chad.ide.engine.EnginePlace;
import chad.ide.engine.EngineResult;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.problem.ProblemType;
import chad.ide.runs.StoredRun;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The engine's short verbs about one run, with one more try when two processes met at the store's lock. */
@Singleton
class StoreVerbs {

    private static final Pattern LOCKED =
            Pattern.compile("(?i)database is locked|SQLITE_BUSY|database table is locked");

    /** Verbs that do no harm when they are done twice; of the others a lost answer may not be asked for again. */
    private static final Set<String> REPEATABLE = Set.of("approve", "deny", "cancel", "pause", "human");

    private static final int MAX_CONTINUED = 100;

    private static final Duration PAUSE = Duration.ofMillis(300);

    private final Engine engine;
    private final StoreReader reader;

    StoreVerbs(Engine engine, StoreReader reader) {
        this.engine = engine;
        this.reader = reader;
    }

    boolean isDrivable(Store store) {
        return reader.shape(store).version() != null;
    }

    /**
     * Older engines kept no list of migrations, and the engine's verbs fail on their stores.
     *
     * @throws ProblemException 409 for a store that the engine can't drive
     */
    void requireDrivable(Store store) {
        if (!isDrivable(store)) {
            throw ProblemType.STORE_TOO_OLD.because(
                    ("The store `%s` was written by an older engine, and the installed one can't act on it. It"
                                    + " can be read; launch a run of the workflow to have the engine upgrade its store.")
                            .formatted(store.name()));
        }
    }

    /** A verb without a workflow file among its arguments. */
    EngineResult onStore(StoredRun run, EngineCommand command) {
        EngineCommand about = command.about(subject(run, List.of()));
        return twice(run, command, () -> engine.onStore(run.store(), about));
    }

    /** Approves a gate with a choice. A lost answer is not asked for again: the choice may be written. */
    EngineResult choose(StoredRun run, JsonNode request) {
        return engine.choose(run.store(), subject(run, List.of()), request.toString());
    }

    /**
     * A verb with a workflow file among its arguments.
     *
     * @param imported the stores of workflows that it imports
     */
    EngineResult onFile(StoredRun run, EngineCommand command, List<Path> imported, EnginePlace place) {
        EngineCommand about = command.about(subject(run, imported));
        return twice(run, command, () -> engine.onFile(about, place));
    }

    /** What the engine may act on, with the last heartbeat that is known at this moment. */
    Subject subject(StoredRun run, List<Path> imported) {
        boolean beats = reader.shape(run.store()).has("_smithers_runs", "heartbeat_at_ms");
        Long beatAtMs = beats
                ? reader.first(
                                run.store(),
                                "SELECT coalesce(heartbeat_at_ms, 0) AS beat FROM _smithers_runs WHERE run_id = ?",
                                row -> row.getLong("beat"),
                                run.id())
                        .filter(beat -> beat > 0)
                        .orElse(null)
                : null;
        return new Subject(
                run.id(), continued(run), beatAtMs, run.store().sqliteFile().file(), imported);
    }

    /** The runs that it continues: the process that was started for the first goes on with all of them. */
    private List<String> continued(StoredRun run) {
        if (!reader.shape(run.store()).has("_smithers_runs", "parent_run_id")) {
            return List.of();
        }
        return reader.list(
                run.store(),
                """
                WITH RECURSIVE before(run_id, turns) AS (
                    SELECT parent_run_id, 1 FROM _smithers_runs WHERE run_id = ?
                    UNION
                    SELECT r.parent_run_id, turns + 1
                      FROM before JOIN _smithers_runs r ON r.run_id = before.run_id
                     WHERE turns < ?
                )
                SELECT run_id FROM before WHERE %s LIMIT ?
                """.formatted(StoreReader.hasUsualId("run_id")),
                row -> row.getString("run_id"),
                run.id(),
                MAX_CONTINUED,
                MAX_CONTINUED);
    }

    private static EngineResult twice(StoredRun run, EngineCommand command, Supplier<EngineResult> call) {
        EngineResult first = call.get();
        if (!(first instanceof Refused refused) || !isWorthAnotherTry(command, refused)) {
            return first;
        }
        Log.infof(
                "The engine is called again. verb=%s run=%s store=%s code=%s",
                command.verb(), run.id(), run.store().name(), refused.code());
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return first;
        }
        return call.get();
    }

    private static boolean isWorthAnotherTry(EngineCommand command, Refused refused) {
        boolean lostAnswer = refused.code().equals(Refused.NO_ANSWER) && REPEATABLE.contains(command.verb());
        return lostAnswer || LOCKED.matcher(refused.reason()).find();
    }

    /** What it answered; a refusal becomes a problem that repeats the engine's words. */
    static JsonNode answer(EngineResult result) {
        return switch (result) {
            case Done done -> done.answer();
            case Refused refused -> throw refusal(refused);
            case TimedOut timedOut ->
                throw ProblemType.ENGINE_TIMEOUT.because(
                        ("The engine gave no answer within %d s. The action may still have happened: check the run"
                                        + " again.")
                                .formatted(timedOut.limit().toSeconds()));
        };
    }

    static ProblemException refusal(Refused refused) {
        if (refused.code().equals("STORE_MISMATCH")) {
            return ProblemType.STORE_MISMATCH.because(
                    ("The engine was stopped before it did anything: the workflow writes to `%s`, not to the"
                                    + " store that holds the run. The store is a copy, or the workflow has been edited in the"
                                    + " meantime. Act on the run in its own store.")
                            .formatted(Path.of(refused.reason()).getFileName()));
        }
        return ProblemType.ENGINE_REFUSED.because(
                "The engine refused. %s: %s".formatted(refused.code(), refused.reason()));
    }
}
