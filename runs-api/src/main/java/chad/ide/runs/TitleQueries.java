package chad.ide.runs;

import chad.ide.store.SchemaShape;
import chad.ide.store.Store;
import chad.ide.store.StoreReader;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a person calls a run: the prompt that it was given, or the first text of its input. Ids and workflows are alike in
 * hundreds of runs; what somebody typed seldom is.
 */
@Singleton
class TitleQueries {

    private static final int MAX_CHARS = 160;
    private static final int MAX_COLUMNS = 40;

    /** A longer input is not looked into for a title. */
    private static final int MAX_PAYLOAD_BYTES = 256 << 10;

    /** Names under which workflows take what a run is about, the likeliest first. */
    private static final List<String> LIKELY = List.of(
            "title", "prompt", "question", "item", "task", "topic", "subject", "goal", "query", "text", "message");

    private static final String PAYLOAD = "payload";

    private final StoreReader reader;

    TitleQueries(StoreReader reader) {
        this.reader = reader;
    }

    /** On one line and bounded; empty for a run without an input of its own, such as a fork, or without a text in it. */
    Optional<String> of(Store store, String runId) {
        SchemaShape shape = reader.shape(store);
        if (!shape.has("input", "run_id")) {
            return Optional.empty();
        }
        List<String> choices = choices(shape.columns("input"));
        if (choices.isEmpty()) {
            return Optional.empty();
        }
        String columns = IntStream.range(0, choices.size())
                .mapToObj(i -> choices.get(i) + " AS c" + i)
                .collect(Collectors.joining(", "));
        return reader
                .first(
                        store,
                        "SELECT %s FROM input WHERE run_id = ? LIMIT 1".formatted(columns),
                        row -> {
                            List<String> texts = new ArrayList<>();
                            for (int i = 0; i < choices.size(); i++) {
                                String text = row.getString("c" + i);
                                texts.add(text == null ? "" : text);
                            }
                            return texts;
                        },
                        runId)
                .stream()
                .flatMap(List::stream)
                .map(TitleQueries::oneLine)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** Expressions, each the beginning of a text or null. */
    private List<String> choices(List<String> columns) {
        List<String> own = columns.stream()
                .filter(column -> !column.equals("run_id") && !column.equals(PAYLOAD))
                .limit(MAX_COLUMNS)
                .toList();
        Stream<String> likely = LIKELY.stream()
                .flatMap(name -> own.stream()
                        .filter(column -> column.toLowerCase(Locale.ROOT).equals(name)));
        Stream<String> others = own.stream().filter(column -> !LIKELY.contains(column.toLowerCase(Locale.ROOT)));
        Stream<String> ofColumns = Stream.concat(likely, others).map(this::ofColumn);
        return columns.contains(PAYLOAD)
                ? Stream.concat(ofColumns, Stream.of(ofPayload())).toList()
                : ofColumns.toList();
    }

    /** What looks like JSON is a list or an object of the input, and no words. */
    private String ofColumn(String column) {
        String quoted = SchemaShape.quote(column);
        return "CASE WHEN typeof(%1$s) = 'text' AND substr(%1$s, 1, 1) NOT IN ('{', '[') THEN %2$s END"
                .formatted(quoted, reader.beginning(quoted, MAX_CHARS + 1));
    }

    /** A workflow without a schema for its input has it all in one object. */
    private String ofPayload() {
        String rank = IntStream.range(0, LIKELY.size())
                .mapToObj(i -> "WHEN '%s' THEN %d".formatted(LIKELY.get(i), i))
                .collect(Collectors.joining(" "));
        return """
                (SELECT substr(m.value, 1, %d)
                   FROM json_each(CASE WHEN octet_length(%s) <= %d AND json_valid(%2$s) THEN %2$s ELSE '{}' END) m
                  WHERE m.type = 'text' AND trim(m.value) <> ''
                  ORDER BY CASE lower(m.key) %s ELSE %d END, m.id
                  LIMIT 1)""".formatted(MAX_CHARS + 1, PAYLOAD, MAX_PAYLOAD_BYTES, rank, LIKELY.size());
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > MAX_CHARS ? line.substring(0, MAX_CHARS - 1).strip() + "…" : line;
    }
}
