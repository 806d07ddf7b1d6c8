package chad.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import chad.refresh.testing.FakeProvider;
import chad.refresh.testing.MovedClock;
import chad.volume.Catalog;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    final MovedClock clock = new MovedClock(Instant.parse("2026-06-13T04:45:00Z"), ZoneOffset.UTC);
    final FakeProvider provider = new FakeProvider();
    Path state;
    RefreshBed service;

    @BeforeEach
    void start(@TempDir Path folder) {
        state = folder;
        service = new RefreshBed(folder, clock, provider);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void aDayTellsWhatCameAndWent() throws IOException {
        refreshed("z-ai/glm-5.1");
        clock.advance(Duration.ofDays(1));
        refreshed("z-ai/glm-5.2");

        List<ObjectNode> days = service.history.page(Optional.empty(), 10).items();

        assertThat(days).extracting(day -> day.get("day").asText()).containsExactly("2026-06-14", "2026-06-13");
        assertThat(days.getFirst().get("new").get(0).asText()).isEqualTo("z-ai/glm-5.2");
        assertThat(days.getFirst().get("removed").get(0).asText()).isEqualTo("z-ai/glm-5.1");
        assertThat(days.getLast().get("newCount").asInt()).isZero();
    }

    @Test
    void aDayHasOneEntryHoweverOftenItIsRefreshed() throws IOException {
        refreshed("z-ai/glm-5.1");
        clock.advance(Duration.ofHours(1));
        refreshed("z-ai/glm-5.1", "moonshotai/kimi-k3");

        assertThat(service.history.page(Optional.empty(), 10).items())
                .singleElement()
                .satisfies(day -> assertThat(day.get("total").asInt()).isEqualTo(2));
    }

    @Test
    void aYearIsKeptAndPagedThrough() throws IOException {
        refreshed("z-ai/glm-5.1");
        Catalog today = service.catalog();
        for (int day = 0; day < 380; day++) {
            service.history.record(new Catalog(
                    clock.instant().plus(Duration.ofDays(day)),
                    today.source(),
                    today.featured(),
                    today.chat(),
                    today.changes(),
                    today.excluded(),
                    today.classes(),
                    today.liveness()));
        }

        History.Page first = service.history.page(Optional.empty(), 300);
        History.Page second = service.history.page(first.next(), 300);

        assertThat(first.items()).hasSize(300);
        assertThat(second.items()).hasSize(66);
        assertThat(second.next()).isEmpty();
        assertThat(second.items().getLast().get("day").asText())
                .isEqualTo(LocalDate.of(2026, 6, 13).plusDays(14).toString());
    }

    @Test
    void aBrokenHistoryIsPutAsideAndANewOneBegins() throws IOException {
        Files.writeString(state.resolve("models-history.json"), "{\"days\": [");

        refreshed("z-ai/glm-5.1");

        assertThat(service.history.page(Optional.empty(), 10).items()).hasSize(1);
        assertThat(state.resolve("models-history.json.broken")).hasContent("{\"days\": [");
    }

    @Test
    void anEntryThatAKilledRefreshLeftOutIsMadeUpForAtTheNextStart() throws IOException {
        refreshed("z-ai/glm-5.1");
        Files.delete(state.resolve("models-history.json"));

        new RefreshBed(state, clock, provider).job.completeHistory();

        assertThat(service.history.page(Optional.empty(), 10).items()).hasSize(1);
    }

    private void refreshed(String... ids) {
        provider.lists(ids);
        service.job.refresh(true);
    }
}
