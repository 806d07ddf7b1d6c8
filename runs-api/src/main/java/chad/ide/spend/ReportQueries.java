package chad.ide.spend;

import chad.ide.engine.WorkflowRoots;
import chad.ide.runs.EventPositions;
import chad.ide.runs.TokenReports;
import chad.ide.runs.Usage;
import chad.ide.runs.UsageReader;
import chad.ide.spend.SpendEvent.Ended;
import chad.ide.spend.SpendEvent.Reported;
import chad.ide.spend.SpendEvent.Said;
import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import chad.ide.store.StoredJson;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who reported tokens among a store's events, and which agents reported none, in the order in which they were inserted. */
@Singleton
class ReportQueries extends EventPositions {

    private static final int RUNS_AT_ONCE = 500;
    private static final int MAX_LABELS = 20;
    private static final int MAX_ANNOTATION_BYTES = 16_000;

    private final StoreReader reader;
    private final StoredJson json;
    private final TokenReports reports;
    private final WorkflowRoots roots;

    ReportQueries(StoreReader reader, StoredJson json, TokenReports reports, WorkflowRoots roots) {
        super(reader);
        this.reader = reader;
        this.json = json;
        this.reports = reports;
        this.roots = roots;
    }

    private record Positioned(long position, SpendEvent event) {}

    /** What was said behind one position and up to another, of what was written from one time on and before another. */
    List<SpendEvent> between(Store store, long position, long upTo, long sinceMs, long untilMs) {
        List<Positioned> found = new ArrayList<>(reported(store, position, upTo, sinceMs, untilMs));
        SchemaShape shape = reader.shape(store);
        if (UsageReader.tellsAgents(shape)) {
            found.addAll(ended(store, position, upTo, sinceMs, untilMs));
        }
        return found.stream()
                .sorted(Comparator.comparingLong(Positioned::position))
                .map(Positioned::event)
                .toList();
    }

    private List<Positioned> reported(Store store, long position, long upTo, long sinceMs, long untilMs) {
        return reader
                .list(
                        store,
                        """
                        SELECT e.%1$s AS position, e.run_id, e.seq, e.timestamp_ms, e.payload_json,
                               %2$s AS workflow_name, substr(r.workflow_path, 1, 1024) AS workflow_path
                          FROM _smithers_events e
                          LEFT JOIN _smithers_runs r ON r.run_id = e.run_id
                         WHERE e.%1$s > ? AND e.%1$s <= ? AND %3$s AND %4$s
                           AND e.timestamp_ms >= ? AND e.timestamp_ms < ?
                        """.formatted(
                                        reader.insertOrder(),
                                        StoreReader.text("r.workflow_name", 200),
                                        TokenReports.isReport("e."),
                                        StoreReader.hasUsualId("e.run_id")),
                        row -> {
                            Optional<Usage.Report> report = reports.parse(row.getString("payload_json"));
                            return report.isPresent()
                                    ? Optional.of(positioned(store, row, new Reported(report.get())))
                                    : Optional.<Positioned>empty();
                        },
                        position,
                        upTo,
                        sinceMs,
                        untilMs)
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** The events with which attempts of agents ended. */
    private List<Positioned> ended(Store store, long position, long upTo, long sinceMs, long untilMs) {
        return reader.list(
                store,
                """
                SELECT e.%1$s AS position, e.run_id, e.seq, e.timestamp_ms, a.node_id, a.iteration, a.attempt,
                       %2$s AS workflow_name, substr(r.workflow_path, 1, 1024) AS workflow_path, %3$s
                  FROM (SELECT %1$s, run_id, seq, timestamp_ms, payload_json
                          FROM _smithers_events
                         WHERE %1$s > ? AND %1$s <= ? AND type IN ('NodeFinished', 'NodeFailed', 'NodeCancelled')
                           AND octet_length(payload_json) <= %4$d AND json_valid(payload_json)
                           AND timestamp_ms >= ? AND timestamp_ms < ?) e
                  JOIN _smithers_attempts a
                    ON a.run_id = e.run_id
                   AND a.node_id = json_extract(e.payload_json, '$.nodeId')
                   AND a.iteration = coalesce(json_extract(e.payload_json, '$.iteration'), 0)
                   AND a.attempt = json_extract(e.payload_json, '$.attempt')
                  LEFT JOIN _smithers_runs r ON r.run_id = e.run_id
                 WHERE %5$s AND %6$s AND %7$s
                """.formatted(
                                reader.insertOrder(),
                                StoreReader.text("r.workflow_name", 200),
                                UsageReader.endedColumns(reader, "a."),
                                StoreReader.MAX_LOOKED_INTO_BYTES,
                                UsageReader.isEndedAgent("a."),
                                StoreReader.hasUsualId("e.run_id"),
                                StoreReader.hasUsualId("a.node_id")),
                row -> positioned(store, row, new Ended(UsageReader.ended(row))),
                position,
                upTo,
                sinceMs,
                untilMs);
    }

    /** The annotations of these runs, as far as they are single values; not of runs that are gone. */
    Map<String, Map<String, String>> labels(Store store, Collection<String> runIds) {
        Map<String, Map<String, String>> all = new HashMap<>();
        List<String> ids = List.copyOf(runIds);
        for (int from = 0; from < ids.size(); from += RUNS_AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + RUNS_AT_ONCE));
            reader.list(
                            store,
                            "SELECT run_id, %s AS annotations FROM _smithers_runs WHERE run_id IN (%s)"
                                    .formatted(
                                            reader.upTo(
                                                    "(" + reader.jsonText("config_json", "annotations") + ")",
                                                    MAX_ANNOTATION_BYTES),
                                            String.join(", ", Collections.nCopies(some.size(), "?"))),
                            row -> Map.entry(row.getString("run_id"), labels(row.getString("annotations"))),
                            some.toArray())
                    .forEach(one -> all.put(one.getKey(), one.getValue()));
        }
        return all;
    }

    private Map<String, String> labels(@Nullable String annotations) {
        Map<String, String> labels = new TreeMap<>();
        if (annotations != null) {
            json.parse(annotations).filter(JsonNode::isObject).ifPresent(all -> {
                for (Map.Entry<String, JsonNode> one : all.properties()) {
                    if (one.getValue().isValueNode() && !one.getValue().isNull() && labels.size() < MAX_LABELS) {
                        labels.put(one.getKey(), one.getValue().asText());
                    }
                }
            });
        }
        return labels;
    }

    private Positioned positioned(Store store, ResultSet row, Said said) throws SQLException {
        return new Positioned(
                row.getLong("position"),
                new SpendEvent(
                        row.getString("run_id"),
                        row.getLong("seq"),
                        row.getLong("timestamp_ms"),
                        store.name(),
                        roots.nameOf(row.getString("workflow_path"), row.getString("workflow_name")),
                        said));
    }
}
