package chad.ide.schedules;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.LedgerRow;
import chad.ide.runs.RunState;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Schedules and firings in the service's own database. All methods throw when that can't be used at the moment. */
@Singleton
class ScheduleQueries {

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final String SCHEDULES = """
            SELECT name, definition, revision, changed_at_ms, changed_by, decided_until_ms, paused_at_ms, paused_by,
                   pause_note, paused_by_failures, failures, seen_until_ms
              FROM schedule
            """;

    private static final String FIRINGS = """
            SELECT schedule, due_at_ms, kind, outcome, reason, run_id, store, decided_at_ms, started_at_ms, run_state,
                   ended_at_ms, asked_by
              FROM firing
            """;

    /** Not for one that was deleted since: a later schedule of its name would find it waiting. */
    private static final String CLAIM = """
            INSERT INTO firing (schedule, due_at_ms, kind, outcome, reason, run_id, decided_at_ms, asked_by)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?
             WHERE EXISTS (SELECT 1 FROM schedule WHERE name = ?)
                ON CONFLICT (schedule, due_at_ms, kind) DO NOTHING
            """;

    private static final String DECIDED =
            "UPDATE schedule SET decided_until_ms = ? WHERE name = ? AND decided_until_ms < ?";

    private static final String UPDATE = """
            UPDATE firing SET outcome = ?, reason = ?, store = ?, started_at_ms = ?, run_state = ?, ended_at_ms = ?
             WHERE schedule = ? AND due_at_ms = ? AND kind = ?
            """;

    private static final String FORGET = """
            DELETE FROM firing
             WHERE schedule = ? AND outcome <> ? AND (outcome <> ? OR ended_at_ms IS NOT NULL)
               AND due_at_ms < (SELECT due_at_ms FROM firing WHERE schedule = ?
                                 ORDER BY due_at_ms DESC LIMIT 1 OFFSET ?)
            """;

    /** A due time's decision together with the mark of its schedule. */
    record Decision(
            String schedule, List<Firing> firings, @Nullable Long decidedUntilMs) {
        Decision {
            firings = List.copyOf(firings);
        }
    }

    /** Schedules that are read with one statement. */
    private static final int PAGE = 500;

    private final Ledger ledger;
    private final Clock clock;

    ScheduleQueries(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** By name. One whose definition can't be read any more is left out, and said in the log. */
    List<Schedule> all() {
        List<Schedule> all = new ArrayList<>();
        String last = "";
        List<Row> page;
        do { // a statement has a time limit, and ten thousand definitions take some time
            page = rows(last, PAGE);
            all.addAll(readable(page));
            last = page.isEmpty() ? last : page.getLast().name();
        } while (page.size() == PAGE);
        return all;
    }

    /**
     * By name.
     *
     * @param name of the last one that was seen
     */
    List<Schedule> after(String name, int most) {
        return readable(rows(name, most));
    }

    private List<Row> rows(String after, int most) {
        return ledger.list(SCHEDULES + " WHERE name > ? ORDER BY name LIMIT ?", this::row, after, most);
    }

    long count() {
        return ledger.first("SELECT count(*) AS n FROM schedule", row -> row.getLong("n"))
                .orElse(0L);
    }

    Optional<Schedule> find(String name) {
        return ledger.first(SCHEDULES + " WHERE name = ?", this::row, name).flatMap(this::readable);
    }

    /** @param schedule what is told of it, with a definition that can be read */
    private record Row(String name, String definition, Function<ScheduleDefinition, Schedule> schedule) {}

    private Row row(ResultSet row) throws SQLException {
        String name = row.getString("name");
        long revision = row.getLong("revision");
        long changedAtMs = row.getLong("changed_at_ms");
        String changedBy = row.getString("changed_by");
        long decidedUntilMs = row.getLong("decided_until_ms");
        Long pausedAtMs = StoreReader.longOrNull(row, "paused_at_ms");
        SchedulePause pause = pausedAtMs == null
                ? null
                : new SchedulePause(
                        pausedAtMs,
                        row.getString("paused_by"),
                        row.getString("pause_note"),
                        row.getInt("paused_by_failures") != 0);
        int failures = row.getInt("failures");
        long seenUntilMs = row.getLong("seen_until_ms");
        return new Row(
                name,
                row.getString("definition"),
                definition -> new Schedule(
                        name,
                        definition,
                        definition.timetable(clock.getZone()),
                        revision,
                        changedAtMs,
                        changedBy,
                        decidedUntilMs,
                        pause,
                        failures,
                        seenUntilMs));
    }

    private List<Schedule> readable(List<Row> rows) {
        return rows.stream().flatMap(row -> readable(row).stream()).toList();
    }

    private Optional<Schedule> readable(Row row) {
        try {
            return Optional.of(row.schedule().apply(JSON.readValue(row.definition(), ScheduleDefinition.class)));
        } catch (JsonProcessingException | RuntimeException unreadable) {
            Log.errorf(unreadable, "A schedule can't be read; save it again or delete it. schedule=%s", row.name());
            return Optional.empty();
        }
    }

    /** @return false, and nothing changed, when there is one of that name */
    boolean insert(String name, ScheduleDefinition definition, @Nullable SchedulePause pause, String by) {
        long nowMs = clock.millis();
        return ledger.change(
                        """
                        INSERT INTO schedule (name, definition, revision, changed_at_ms, changed_by, decided_until_ms,
                                              paused_at_ms, paused_by, pause_note, paused_by_failures, failures,
                                              seen_until_ms)
                        VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, 0, 0, ?)
                            ON CONFLICT (name) DO NOTHING
                        """,
                        name,
                        json(definition),
                        nowMs,
                        by,
                        nowMs,
                        pause == null ? null : pause.sinceAtMs(),
                        pause == null ? null : pause.by(),
                        pause == null ? null : pause.note(),
                        nowMs)
                == 1;
    }

    /**
     * The new definition counts from now on: what was due by the old one and is not decided yet is not made up for.
     *
     * @return false, and nothing changed, when it is gone or has been changed since that revision
     */
    boolean update(Schedule seen, ScheduleDefinition definition, String by) {
        long nowMs = clock.millis();
        return ledger.change("""
                        UPDATE schedule
                           SET definition = ?, revision = revision + 1, changed_at_ms = ?, changed_by = ?,
                               decided_until_ms = CASE WHEN decided_until_ms > ? THEN decided_until_ms ELSE ? END,
                               failures = 0
                         WHERE name = ? AND revision = ?
                        """, json(definition), nowMs, by, nowMs, nowMs, seen.name(), seen.revision()) == 1;
    }

    /** With its firings. */
    boolean delete(String name) {
        return ledger.inTransaction(transaction -> {
            transaction.change("DELETE FROM firing WHERE schedule = ?", name);
            return transaction.change("DELETE FROM schedule WHERE name = ?", name) == 1;
        });
    }

    /** What waits is skipped, as it is not to be launched any more; but for what has been begun, of which there may be a run. */
    void pause(String name, SchedulePause pause) {
        ledger.inTransaction(transaction -> {
            transaction.change("""
                    UPDATE schedule SET paused_at_ms = ?, paused_by = ?, pause_note = ?, paused_by_failures = ?
                     WHERE name = ?
                    """, pause.sinceAtMs(), pause.by(), pause.note(), pause.byFailures() ? 1 : 0, name);
            return transaction.change(
                    "UPDATE firing SET outcome = ?, reason = ?"
                            + " WHERE schedule = ? AND outcome = ? AND started_at_ms IS NULL",
                    FiringOutcome.SKIPPED.name(),
                    pausedBy(pause),
                    name,
                    FiringOutcome.WAITING.name());
        });
    }

    static String pausedBy(SchedulePause pause) {
        return "the schedule was paused by " + pause.by();
    }

    /** Nothing that was due during the pause is made up for. */
    void resume(String name) {
        long nowMs = clock.millis();
        ledger.change("""
                UPDATE schedule
                   SET paused_at_ms = NULL, paused_by = NULL, pause_note = NULL, paused_by_failures = 0, failures = 0,
                       decided_until_ms = CASE WHEN decided_until_ms > ? THEN decided_until_ms ELSE ? END
                 WHERE name = ?
                """, nowMs, nowMs, name);
    }

    void seen(String name, long untilMs) {
        ledger.change("UPDATE schedule SET seen_until_ms = ? WHERE name = ?", untilMs, name);
    }

    void failures(String name, int failures) {
        ledger.change("UPDATE schedule SET failures = ? WHERE name = ?", failures, name);
    }

    /**
     * Decides on due times, all of all schedules or none: a burst is one write to the disk. Of two who decide on the same
     * one the first counts, so it is launched once.
     *
     * @param decisions with the last due time of each; null for firings that were not due
     * @return those that nobody had decided on before
     */
    List<Firing> decide(List<Decision> decisions) {
        List<Firing> firings =
                decisions.stream().flatMap(one -> one.firings().stream()).toList();
        return ledger.inTransaction(transaction -> {
            int[] claimed = transaction.changeEach(
                    CLAIM, firings.stream().map(ScheduleQueries::claim).toList());
            transaction.changeEach(
                    DECIDED,
                    decisions.stream()
                            .filter(one -> one.decidedUntilMs() != null)
                            .map(one ->
                                    new @Nullable Object[] {one.decidedUntilMs(), one.schedule(), one.decidedUntilMs()})
                            .toList());
            return IntStream.range(0, claimed.length)
                    .filter(i -> claimed[i] == 1)
                    .mapToObj(firings::get)
                    .toList();
        });
    }

    private static @Nullable Object[] claim(Firing firing) {
        return new @Nullable Object[] {
            firing.schedule(),
            firing.dueAtMs(),
            firing.kind().name(),
            firing.outcome().name(),
            firing.reason(),
            firing.runId(),
            firing.decidedAtMs(),
            firing.by(),
            firing.schedule()
        };
    }

    /** What became of it since; its key and its run's id stay. */
    void update(Firing firing) {
        ledger.change(UPDATE, changed(firing));
    }

    /** As {@link #update(Firing)}, all or none. */
    void update(List<Firing> firings) {
        ledger.inTransaction(transaction -> transaction.changeEach(
                UPDATE, firings.stream().map(ScheduleQueries::changed).toList()));
    }

    private static @Nullable Object[] changed(Firing firing) {
        return new @Nullable Object[] {
            firing.outcome().name(),
            firing.reason(),
            firing.store(),
            firing.startedAtMs(),
            firing.runState() == null ? null : firing.runState().name(),
            firing.endedAtMs(),
            firing.schedule(),
            firing.dueAtMs(),
            firing.kind().name()
        };
    }

    /**
     * Takes the launch of a firing: of two services that want it, one is given it.
     *
     * @param firing as it was read
     * @return false, and nothing changed, when somebody began with it, or skipped it, since
     */
    boolean begin(Firing firing, long atMs) {
        return ledger.change(
                        """
                        UPDATE firing SET started_at_ms = ?
                         WHERE schedule = ? AND due_at_ms = ? AND kind = ? AND outcome = ?
                           AND COALESCE(started_at_ms, -1) = ?
                        """,
                        atMs,
                        firing.schedule(),
                        firing.dueAtMs(),
                        firing.kind().name(),
                        FiringOutcome.WAITING.name(),
                        Objects.requireNonNullElse(firing.startedAtMs(), -1L))
                == 1;
    }

    Optional<Firing> find(Firing firing) {
        return ledger.first(
                FIRINGS + " WHERE schedule = ? AND due_at_ms = ? AND kind = ?",
                FIRING,
                firing.schedule(),
                firing.dueAtMs(),
                firing.kind().name());
    }

    /** Those that wait for their launch or whose run has not ended, oldest first. */
    List<Firing> open(int most) {
        return ledger.list(FIRINGS + """
                         WHERE outcome = ? OR (outcome = ? AND ended_at_ms IS NULL)
                         ORDER BY due_at_ms, schedule LIMIT ?
                        """, FIRING, FiringOutcome.WAITING.name(), FiringOutcome.LAUNCHED.name(), most);
    }

    /** Newest first. */
    List<Firing> newest(String schedule, int most) {
        return after(schedule, Long.MAX_VALUE, "", most);
    }

    /**
     * Newest first.
     *
     * @param beforeMs the due time of the last one that was seen
     * @param kind of that one
     */
    List<Firing> after(String schedule, long beforeMs, String kind, int most) {
        return ledger.list(FIRINGS + """
                         WHERE schedule = ? AND (due_at_ms < ? OR (due_at_ms = ? AND kind > ?))
                         ORDER BY due_at_ms DESC, kind LIMIT ?
                        """, FIRING, schedule, beforeMs, beforeMs, kind, most);
    }

    /**
     * The newest of each of several schedules, oldest first.
     *
     * @param first the name of the first of them; {@code last} of the last
     */
    List<Firing> newestOfEach(String first, String last, int most) {
        return ledger.list("""
                SELECT f.schedule, f.due_at_ms, f.kind, f.outcome, f.reason, f.run_id, f.store, f.decided_at_ms,
                       f.started_at_ms, f.run_state, f.ended_at_ms, f.asked_by
                  FROM (SELECT name,
                               COALESCE((SELECT due_at_ms FROM firing WHERE schedule = name
                                          ORDER BY due_at_ms DESC LIMIT 1 OFFSET ?), 0) AS since_ms
                          FROM schedule WHERE name BETWEEN ? AND ?) AS s
                  JOIN firing AS f ON f.schedule = s.name AND f.due_at_ms >= s.since_ms
                 ORDER BY f.due_at_ms, f.kind DESC
                """, FIRING, most - 1, first, last);
    }

    /** All but the newest of each are forgotten; those that are open stay. */
    void forget(List<String> schedules, int kept) {
        ledger.inTransaction(transaction -> transaction.changeEach(
                FORGET,
                schedules.stream()
                        .map(schedule -> new @Nullable Object[] {
                            schedule, FiringOutcome.WAITING.name(), FiringOutcome.LAUNCHED.name(), schedule, kept - 1
                        })
                        .toList()));
    }

    private static final LedgerRow<Firing> FIRING = row -> new Firing(
            row.getString("schedule"),
            row.getLong("due_at_ms"),
            FiringKind.valueOf(row.getString("kind")),
            FiringOutcome.valueOf(row.getString("outcome")),
            row.getString("reason"),
            row.getString("run_id"),
            row.getString("store"),
            row.getLong("decided_at_ms"),
            StoreReader.longOrNull(row, "started_at_ms"),
            state(row.getString("run_state")),
            StoreReader.longOrNull(row, "ended_at_ms"),
            row.getString("asked_by"));

    private static @Nullable RunState state(@Nullable String name) {
        return name == null ? null : RunState.valueOf(name.toUpperCase(Locale.ROOT));
    }

    static String json(ScheduleDefinition definition) {
        try {
            return JSON.writeValueAsString(definition);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
