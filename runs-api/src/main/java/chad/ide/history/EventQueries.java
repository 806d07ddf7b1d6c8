package chad.ide.history;

import chad.ide.runs.StoredRun;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the events of a run, from either end, by the primary key: cheap at any depth. */
@Singleton
class EventQueries {

    /** A longer payload is left out of the list. */
    private static final int MAX_PAYLOAD_CHARS = 8 * 1024;

    /** Events that one statement looks at. */
    private static final int WINDOW = 5_000;

    /** Events that one request looks at when its filter takes few of them. */
    private static final int MAX_LOOKED_AT = 50_000;

    /**
     * A part of the log.
     *
     * @param lookedTo the last event that was looked at, taken or not; the last there is, when a rewind took away what was
     *     asked for
     * @param end whether there is nothing behind it
     */
    record Part(List<RunEvent> events, long lookedTo, boolean end) {}

    /** @param payload null when it is long: that is read by itself, so that a page of them fits into memory */
    private record Row(
            long seq, long atMs, String type, @Nullable String payload) {}

    private final StoreReader reader;
    private final ObjectMapper json;
    private final ObjectReader strict;

    EventQueries(StoreReader reader, ObjectMapper json) {
        this.reader = reader;
        this.json = json;
        this.strict = json.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** Oldest first, behind {@code seq}. */
    Part after(StoredRun run, EventFilter filter, long seq, int limit) {
        OptionalLong last = edge(run, "max");
        List<RunEvent> found = new ArrayList<>();
        long looked = seq;
        long stop = Math.min(last.orElse(seq), seq + MAX_LOOKED_AT);
        while (looked < stop && found.size() < limit) {
            long to = Math.min(stop, looked + WINDOW);
            List<Row> rows = rows(run, filter, looked, to, "ASC", limit - found.size());
            rows.forEach(row -> found.add(event(run, row)));
            looked = found.size() >= limit ? rows.getLast().seq() : to;
        }
        return new Part(found, Math.min(looked, last.orElse(looked)), looked >= last.orElse(seq));
    }

    /** Newest first, before {@code seq}. */
    Part before(StoredRun run, EventFilter filter, long seq, int limit) {
        OptionalLong last = edge(run, "max");
        long first = edge(run, "min").orElse(0);
        List<RunEvent> found = new ArrayList<>();
        long looked = Math.min(seq, last.orElse(-1) + 1);
        long stop = Math.max(first, looked - MAX_LOOKED_AT);
        while (looked > stop && found.size() < limit) {
            long from = Math.max(stop, looked - WINDOW);
            List<Row> rows = rows(run, filter, from - 1, looked - 1, "DESC", limit - found.size());
            rows.forEach(row -> found.add(event(run, row)));
            looked = found.size() >= limit ? rows.getLast().seq() : from;
        }
        return new Part(found, looked, looked <= first);
    }

    /** The payload of one event, whole. */
    Optional<JsonNode> payload(StoredRun run, long seq) {
        return whole(run, seq).map(this::parsed);
    }

    private Optional<String> whole(StoredRun run, long seq) {
        return reader.first(
                run.store(),
                "SELECT payload_json FROM _smithers_events WHERE run_id = ? AND seq = ?",
                row -> row.getString("payload_json"),
                run.id(),
                seq);
    }

    private OptionalLong edge(StoredRun run, String aggregate) {
        if (!reader.shape(run.store()).has("_smithers_events")) {
            return OptionalLong.empty();
        }
        return reader
                .list(
                        run.store(),
                        "SELECT %s(seq) AS edge FROM _smithers_events WHERE run_id = ?".formatted(aggregate),
                        row -> Optional.ofNullable(StoreReader.longOrNull(row, "edge")),
                        run.id())
                .stream()
                .flatMap(Optional::stream)
                .mapToLong(Long::longValue)
                .findFirst();
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
            where.append(" AND instr(lower(payload_json), ?) > 0");
            arguments.add(filter.words().toLowerCase(Locale.ROOT));
        }
        // The level is decided here and not in SQL, so a page may have to look at more rows than it keeps.
        arguments.add(filter.level() == Level.EVERYTHING ? limit : WINDOW);
        return reader
                .list(
                        run.store(),
                        """
                        SELECT seq, timestamp_ms, type,
                               CASE WHEN octet_length(payload_json) <= %d THEN payload_json END AS payload_json
                          FROM _smithers_events
                         WHERE %s
                         ORDER BY seq %s
                         LIMIT ?
                        """.formatted(MAX_PAYLOAD_CHARS, where, order),
                        row -> new Row(
                                row.getLong("seq"),
                                row.getLong("timestamp_ms"),
                                row.getString("type"),
                                row.getString("payload_json")),
                        arguments.toArray())
                .stream()
                .filter(row -> filter.takesType(row.type()))
                .limit(limit)
                .toList();
    }

    private RunEvent event(StoredRun run, Row row) {
        String text = row.payload() == null ? whole(run, row.seq()).orElse("null") : row.payload();
        JsonNode payload = parsed(text);
        boolean cut = text.length() > MAX_PAYLOAD_CHARS;
        return new RunEvent(
                row.seq(),
                row.atMs(),
                row.type(),
                payload.path("nodeId").isTextual() ? payload.get("nodeId").asText() : null,
                payload.path("iteration").isInt() ? payload.get("iteration").asInt() : null,
                payload.path("attempt").isInt() ? payload.get("attempt").asInt() : null,
                Level.of(row.type()),
                EventText.of(row.type(), payload),
                cut ? null : oneLine(text, payload),
                text.length(),
                cut
                        ? "/api/runs/%s/events/%d"
                                .formatted(
                                        URLEncoder.encode(run.id(), StandardCharsets.UTF_8)
                                                .replace("+", "%20"),
                                        row.seq())
                        : null);
    }

    /** The engine's own text, which need not be written again, where it is JSON and in one line. */
    private static String oneLine(String text, JsonNode parsed) {
        boolean asItIs = parsed.isContainerNode() && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        return asItIs ? text : parsed.toString();
    }

    private JsonNode parsed(String payload) {
        try {
            return strict.readTree(payload);
        } catch (JsonProcessingException damaged) {
            return json.getNodeFactory().textNode(payload);
        }
    }
}
