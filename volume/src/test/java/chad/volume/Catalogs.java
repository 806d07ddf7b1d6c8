package chad.volume;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Catalogs for tests. */
final class Catalogs {

    static final Instant MORNING = Instant.parse("2026-06-13T02:45:00Z");

    private Catalogs() {}

    static Catalog ofChatModels(String... ids) {
        return new Catalog(
                MORNING,
                "https://provider.example/v1/models",
                List.of(ids[0]),
                List.of(ids),
                CatalogChanges.NONE,
                Map.of("baai/bge-m3", "embed"),
                Map.of("embed", "Turns text into vectors."),
                Map.of(ids[0], new Liveness(Liveness.Status.ALIVE, MORNING.toEpochMilli(), 812, 200)));
    }

    static Catalog ofSize(int models) {
        return ofChatModels(IntStream.range(0, models)
                .mapToObj(i -> "owner/model-%05d-instruct".formatted(i))
                .toArray(String[]::new));
    }
}
