package chad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.Ended;
import chad.cli.testing.RunsService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process that may open far fewer files than there are stores. Each store kept its files open, so that those which came
 * last were called damaged, and the file of the keys could not be read any more: every key answered 401.
 */
@Timeout(300)
class FewFilesIT {

    private static final int STORES = 600;

    private static void fill(Path state) throws IOException {
        Path recorded = Path.of(System.getProperty("project.root"), "runs-api/src/test/resources/fixtures/finished.db");
        for (int i = 0; i < STORES; i++) {
            Files.copy(recorded, state.resolve("store-%03d.db".formatted(i)));
        }
    }

    @Test
    void allStoresAreReadByTurnsAndKeysStayValid() throws IOException {
        try (RunsService service = RunsService.startedBy(List.of("prlimit", "--nofile=400", "--"), FewFilesIT::fill)) {
            Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
                Ended listed = service.cli().run("stores", "--json");
                assertThat(listed.exitCode()).as(listed.err()).isZero();
                List<String> states = new ArrayList<>();
                for (JsonNode store : listed.json().path("items")) {
                    states.add(store.path("state").asText());
                }
                assertThat(states).hasSize(STORES).containsOnly("ok");
            });

            Ended runs = service.cli().run("runs", "--json");
            assertThat(runs.exitCode()).as(runs.err()).isZero();
        }
    }
}
