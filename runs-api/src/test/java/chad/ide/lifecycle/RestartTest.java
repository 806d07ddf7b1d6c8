package chad.ide.lifecycle;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.EngineStores;
import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.RealEngine;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The service starts over a run that an earlier one had launched, and whose process was killed with it. */
@QuarkusTest
@TestProfile(RestartTest.AfterACrash.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class RestartTest {

    /** A run in mid-task, its real process killed, and the record that the service before kept of it. */
    public static class AfterACrash extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = super.getConfigOverrides();
            EngineStores stores = new EngineStores(Path.of(config.getOrDefault("chad.state-dir", ""))
                    .resolve("..")
                    .normalize());
            Path started = stores.state().resolve("started");
            stores.write("slow.jsx", slowThatTells(stores, started));
            Process process = stores.start(Sample.SLOW, "orphan-1", "{\"delayMs\":3000}");
            long pid = process.pid();
            long born = process.info().startInstant().orElseThrow().toEpochMilli();
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(started));
            record(stores, pid, born);
            process.destroyForcibly().onExit().join();
            return config;
        }

        private static String slowThatTells(EngineStores stores, Path started) {
            try {
                return Files.readString(stores.workflows().resolve("slow.jsx"))
                        .replace("import { existsSync }", "import { existsSync, writeFileSync }")
                        .replace("const end =", "writeFileSync(\"%s\", \"\"); const end =".formatted(started));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void record(EngineStores stores, long pid, long born) {
            try {
                Path folder = Files.createDirectories(stores.state().resolve("runs-api/runs/orphan-1"));
                Files.writeString(folder.resolve("process.json"), """
                        {"runId":"orphan-1","workflow":"slow.jsx","pid":%d,"bornAtMs":%d,"startedAtMs":%d,"store":"slow"}
                        """.formatted(pid, born, born));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Test
    void theRunIsStalledAndResumeFinishesIt() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/api/runs?stalled=true")
                        .then()
                        .body("items.find { it.id == 'orphan-1' }.state", is("stalled"))
                        .body(
                                "items.find { it.id == 'orphan-1' }.stall.reason",
                                allOf(
                                        containsString("has been gone since"),
                                        containsString("node `slow` was in flight"))));

        given().contentType(ContentType.JSON)
                .post("/api/runs/orphan-1/resume")
                .then()
                .statusCode(200)
                .body("run.state", is("running"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/runs/orphan-1")
                        .then()
                        .body("state", is("finished"))
                        .body("nodes.find { it.id == 'quick' }.attempts.size()", is(1)));
    }
}
