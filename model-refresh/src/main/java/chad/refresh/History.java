package chad.refresh;

import chad.volume.AtomicFile;
import chad.volume.Catalog;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came and went, a day at a time, for a year: {@code models-history.json} beside models.json. A day's entry is made
 * of that day's catalog alone, so recording one twice changes nothing and one that was missed is made up for later.
 */
@ApplicationScoped
public class History {

    private static final int KEPT_DAYS = 366;
    /** Of a day on which more came or went the counts are right and the lists cut. */
    private static final int KEPT_IDS = 500;

    private static final long MAX_SIZE_BYTES = 64L << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Clock clock;

    History(RefreshConfig config, Clock clock) {
        file = config.catalogPath().toAbsolutePath().resolveSibling("models-history.json");
        this.clock = clock;
    }

    /** A page of days, newest first. */
    record Page(List<ObjectNode> items, Optional<LocalDate> next) {}

    /** The days before {@code before}, or the newest ones. */
    Page page(Optional<LocalDate> before, int limit) throws IOException {
        NavigableMap<LocalDate, ObjectNode> days = read();
        NavigableMap<LocalDate, ObjectNode> asked =
                before.map(day -> days.headMap(day, false)).orElse(days);
        var items = new ArrayList<ObjectNode>();
        LocalDate last = null;
        for (Map.Entry<LocalDate, ObjectNode> day : asked.descendingMap().entrySet()) {
            if (items.size() == limit) {
                return new Page(items, Optional.ofNullable(last));
            }
            items.add(day.getValue());
            last = day.getKey();
        }
        return new Page(items, Optional.empty());
    }

    /** Puts the catalog's day in, in place of an earlier refresh of that day. Only under the refresh lock. */
    void record(Catalog catalog) {
        try {
            NavigableMap<LocalDate, ObjectNode> days = readOrPutAside();
            LocalDate day = LocalDate.ofInstant(catalog.generatedAt(), clock.getZone());
            ObjectNode entry = entry(day, catalog);
            if (entry.equals(days.put(day, entry))) {
                return;
            }
            while (days.size() > KEPT_DAYS) {
                days.pollFirstEntry();
            }
            ObjectNode root = JSON.createObjectNode();
            root.putArray("days").addAll(days.values());
            AtomicFile.write(file, JSON.writeValueAsBytes(root));
        } catch (IOException e) {
            // The catalog itself is in its place; a refresh that worked must not be called failed.
            Log.errorf("catalog: %s can't be written (%s); today's changes are only in models.json", file, e);
        }
    }

    private static ObjectNode entry(LocalDate day, Catalog catalog) {
        ObjectNode entry = JSON.createObjectNode();
        entry.put("day", day.toString());
        entry.put("refreshedAtMs", catalog.generatedAt().toEpochMilli());
        entry.put("total", catalog.total());
        entry.put("chatCount", catalog.chat().size());
        entry.put("newCount", catalog.changes().added().size());
        entry.put("removedCount", catalog.changes().removed().size());
        fill(entry.putArray("new"), catalog.changes().added());
        fill(entry.putArray("removed"), catalog.changes().removed());
        fill(entry.putArray("featured"), catalog.featured());
        return entry;
    }

    private static void fill(ArrayNode array, List<String> ids) {
        ids.stream().limit(KEPT_IDS).forEach(array::add);
    }

    private NavigableMap<LocalDate, ObjectNode> readOrPutAside() throws IOException {
        try {
            return read();
        } catch (JsonProcessingException e) {
            Path aside = file.resolveSibling(file.getFileName() + ".broken");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            Log.errorf(
                    "catalog: %s is not valid JSON; it was moved aside to %s and a new history was started",
                    file, aside);
            return new TreeMap<>();
        }
    }

    private NavigableMap<LocalDate, ObjectNode> read() throws IOException {
        var days = new TreeMap<LocalDate, ObjectNode>();
        try {
            if (Files.size(file) > MAX_SIZE_BYTES) {
                throw new IOException("larger than %d MB".formatted(MAX_SIZE_BYTES >> 20));
            }
            for (JsonNode day : JSON.readTree(Files.readAllBytes(file)).path("days")) {
                if (day instanceof ObjectNode entry) {
                    day(entry).ifPresent(date -> days.put(date, entry));
                }
            }
        } catch (NoSuchFileException e) {
            return days; // nothing happened yet
        }
        return days;
    }

    private static Optional<LocalDate> day(ObjectNode entry) {
        try {
            return Optional.of(LocalDate.parse(entry.path("day").asText()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
