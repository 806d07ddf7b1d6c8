package chad.ide.history;

import chad.ide.answers.AnswerBudget;
import chad.ide.runs.EventNumbers;
import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredJson;
import chad.ide.store.StoredPayload;
import chad.ide.store.StoredValue;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the events of a run, from either end, by the primary key: cheap at any depth. */
@Singleton
class EventQueries {

    /** A longer payload is left out of the list. */
    private static final int MAX_PAYLOAD_BYTES = 8 * 1024;

    /** Of long lists, so that a page of them fits into memory. */
    private static final int MIN_PAYLOAD_BYTES = 2 * 1024;

    /** What is read of a payload that is left out, to tell the event in words. */
    private static final int BEGINNING_CHARS = 4 * 1024;

    /** A longer payload is not searched for words: the event is taken, and says so. */
    private static final int MAX_SEARCHED_BYTES = 1 << 20;

    /** The engine's types have some 20 characters; a text that is longer was put there by somebody else. */
    private static final int MAX_TYPE_CHARS = 100;

    /** Events that one statement looks at. */
    private static final int WINDOW = 5_000;

    /** Of them, for one request whose filter takes few events. */
    private static final int MAX_WINDOWS = 10;

    /**
     * A part of the log.
     *
     * @param lookedTo the last event that was looked at, taken or not; the last there is, when a rewind took away what was
     *     asked for
     * @param end whether there is nothing behind it
     */
    record Part(List<RunEvent> events, long lookedTo, boolean end) {}

    /**
     * @param payload null when it is long
     * @param beginning of a long one; null when it is so long that none of it is read
     */
    private record Row(
            long seq,
            long atMs,
            String type,
            @Nullable String payload,
            @Nullable String beginning,
            long bytes) {}

    private final StoreReader reader;
    private final StoredJson json;
    private final AnswerBudget budget;
    private final EventNumbers numbers;

    EventQueries(StoreReader reader, StoredJson json, AnswerBudget budget, EventNumbers numbers) {
        this.reader = reader;
        this.json = json;
        this.budget = budget;
        this.numbers = numbers;
    }

    /** Oldest first, behind {@code seq}; behind -1 are all. */
    Part after(StoredRun run, EventFilter filter, long seq, int limit) {
        long last = numbers.last(run.store(), run.id()).orElse(seq);
        List<RunEvent> found = new ArrayList<>();
        long looked = seq < 0 ? Math.min(seq, beforeFirst(run)) : seq;
        for (int window = 0; window < MAX_WINDOWS && looked < last && found.size() < limit; window++) {
            long to = EventNumbers.windowEnd(looked, WINDOW, last);
            List<Row> rows = rows(run, filter, looked, to, "ASC", limit - found.size());
            rows.forEach(row -> found.add(event(run, filter, row)));
            if (found.size() >= limit) {
                looked = rows.getLast().seq();
            } else if (rows.isEmpty()) {
                OptionalLong next = numbers.above(run.store(), run.id(), to);
                looked = next.isPresent() ? next.getAsLong() - 1 : last;
            } else {
                looked = to;
            }
        }
        return new Part(found, Math.min(looked, last), looked >= last);
    }

    /** Newest first, before {@code seq}; before the largest number of all are all. */
    Part before(StoredRun run, EventFilter filter, long seq, int limit) {
        long last = numbers.last(run.store(), run.id()).orElse(-1);
        long beforeFirst = beforeFirst(run);
        List<RunEvent> found = new ArrayList<>();
        long upTo = seq == Long.MAX_VALUE ? last : Math.min(seq - 1, last);
        for (int window = 0; window < MAX_WINDOWS && upTo > beforeFirst && found.size() < limit; window++) {
            long after = upTo - WINDOW > upTo ? beforeFirst : Math.max(upTo - WINDOW, beforeFirst);
            List<Row> rows = rows(run, filter, after, upTo, "DESC", limit - found.size());
            rows.forEach(row -> found.add(event(run, filter, row)));
            if (found.size() >= limit) {
                upTo = rows.getLast().seq() - 1;
            } else {
                upTo = rows.isEmpty()
                        ? numbers.upTo(run.store(), run.id(), after).orElse(beforeFirst)
                        : after;
            }
        }
        return new Part(found, upTo + 1, upTo <= beforeFirst);
    }

    private long beforeFirst(StoredRun run) {
        return Math.max(numbers.first(run.store(), run.id()).orElse(0), Long.MIN_VALUE + 1) - 1;
    }

    /** The payload of one event, however long it is. */
    Optional<StoredPayload> payload(StoredRun run, long seq) {
        return reader.payload(
                run.store(),
                new StoredValue("_smithers_events", "payload_json", "run_id = ? AND seq = ?", run.id(), seq));
    }

    private List<Row> rows(StoredRun run, EventFilter filter, long after, long upTo, String order, int limit) {
        StringBuilder where = new StringBuilder("run_id = ? AND seq > ? AND seq <= ?");
        List<Object> arguments = new ArrayList<>(List.of(run.id(), after, upTo));
        if (!filter.heartbeats() && !filter.types().contains(EventFilter.HEARTBEAT)) {
            where.append(" AND type <> '").append(EventFilter.HEARTBEAT).append('\'');
        }
        if (!filter.types().isEmpty()) {
            where.append(" AND type IN (")
                    .append(String.join(
                            ", ", filter.types().stream().map(type -> "?").toList()))
                    .append(')');
            arguments.addAll(filter.types());
        }
        if (filter.node() != null) {
            where.append(" AND ")
                    .append(reader.jsonText("payload_json", "nodeId"))
                    .append(" = ?");
            arguments.add(filter.node());
        }
        if (filter.words() != null) {
            where.append(" AND (octet_length(payload_json) > ")
                    .append(MAX_SEARCHED_BYTES)
                    .append(" OR instr(lower(payload_json), ?) > 0)");
            arguments.add(filter.words().toLowerCase(Locale.ROOT));
        }
        // The level is decided here and not in SQL, so it is told by the types alone which rows are read at all.
        arguments.add(filter.level() == Level.EVERYTHING ? limit : WINDOW);
        List<Long> taken = reader
                .list(
                        run.store(),
                        "SELECT seq, %s AS type FROM _smithers_events WHERE %s ORDER BY seq %s LIMIT ?"
                                .formatted(reader.beginning("type", MAX_TYPE_CHARS), where, order),
                        row -> filter.takesType(type(row)) ? OptionalLong.of(row.getLong("seq")) : OptionalLong.empty(),
                        arguments.toArray())
                .stream()
                .flatMapToLong(OptionalLong::stream)
                .limit(limit)
                .boxed()
                .toList();
        return taken.isEmpty() ? List.of() : read(run, taken, order);
    }

    private List<Row> read(StoredRun run, List<Long> seqs, String order) {
        long shown = Math.clamp(budget.each() / seqs.size(), MIN_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES);
        List<Object> arguments = new ArrayList<>(List.of(run.id()));
        arguments.addAll(seqs);
        return reader.list(
                run.store(),
                """
                SELECT seq, timestamp_ms, %s AS type, octet_length(payload_json) AS bytes, %s AS payload,
                       CASE WHEN octet_length(payload_json) > %d THEN %s END AS beginning
                  FROM _smithers_events
                 WHERE run_id = ? AND seq IN (%s)
                 ORDER BY seq %s
                """.formatted(
                                reader.beginning("type", MAX_TYPE_CHARS),
                                reader.upTo("payload_json", (int) shown),
                                shown,
                                reader.beginning("payload_json", BEGINNING_CHARS),
                                String.join(", ", Collections.nCopies(seqs.size(), "?")),
                                order),
                row -> new Row(
                        row.getLong("seq"),
                        row.getLong("timestamp_ms"),
                        type(row),
                        row.getString("payload"),
                        row.getString("beginning"),
                        row.getLong("bytes")),
                arguments.toArray());
    }

    private static String type(ResultSet row) throws SQLException {
        return Objects.requireNonNullElse(row.getString("type"), "");
    }

    private RunEvent event(StoredRun run, EventFilter filter, Row row) {
        String text = row.payload();
        JsonNode payload = text != null
                ? json.orText(text)
                : json.orText(BrokenOffJson.completed(Objects.requireNonNullElse(row.beginning(), "")));
        return new RunEvent(
                row.seq(),
                row.atMs(),
                row.type(),
                payload.path("nodeId").isTextual() ? payload.get("nodeId").asText() : null,
                payload.path("iteration").isInt() ? payload.get("iteration").asInt() : null,
                payload.path("attempt").isInt() ? payload.get("attempt").asInt() : null,
                Level.of(row.type()),
                words(filter, row, payload),
                text == null ? null : oneLine(text, payload),
                row.bytes(),
                text == null ? run.href("/events/" + row.seq()) : null);
    }

    private static String words(EventFilter filter, Row row, JsonNode payload) {
        String words = EventText.of(row.type(), payload);
        return filter.words() == null || row.bytes() <= MAX_SEARCHED_BYTES
                ? words
                : "%s (its payload of %d MB is too large to search)".formatted(words, row.bytes() >> 20);
    }

    /** The engine's own text, which need not be written again, where it is JSON and in one line. */
    private static String oneLine(String text, JsonNode parsed) {
        boolean asItIs = parsed.isContainerNode() && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        return asItIs ? text : parsed.toString();
    }
}
