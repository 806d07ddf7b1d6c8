package chad.ide.notices;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import chad.ide.engine.EngineConfig;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RunKey;
import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import chad.ide.runs.RunChanged;
import chad.ide.runs.RunLocator;
import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.FreePort;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Sqlite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Gates and stalls of runs on the real engine reach a local receiver. */
@QuarkusTest
@TestProfile(NoticesTest.WithWebhooks.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class NoticesTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SECRET = "secret-of-the-receiver";
    private static final String PORT = "runs.test.receiver-port";

    /** The service itself posts to a port on which nobody listens until the test does. */
    public static class WithWebhooks extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            String address = "http://127.0.0.1:" + FreePort.named(PORT);
            config.put(
                    "runs.notices.urls",
                    "%s/hook,ntfy:%s/ops/night,slack:%s/services/T0/B0".formatted(address, address, address));
            config.put("runs.notices.secret", SECRET);
            config.put("runs.notices.backoff", "100ms");
            config.put("runs.notices.max-backoff", "200ms");
            config.put("runs.notices.public-url", "https://runs.example.com/");
            return config;
        }
    }

    /** Of an instance beside that of the service. */
    private record Settings(Optional<List<String>> urls, Path file) implements NoticesConfig {

        @Override
        public Optional<String> secret() {
            return Optional.empty();
        }

        @Override
        public Set<Notice.Kind> about() {
            return Set.of(Notice.Kind.values());
        }

        @Override
        public String publicUrl() {
            return "http://127.0.0.1:7331";
        }

        @Override
        public Duration lookEvery() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration backoff() {
            return Duration.ofMillis(20);
        }

        @Override
        public Duration maxBackoff() {
            return Duration.ofMillis(100);
        }

        @Override
        public int maxQueued() {
            return 100;
        }
    }

    @Inject
    PendingNotifications pending;

    @Inject
    WebhookPayload payloads;

    @Inject
    Clock clock;

    @Inject
    RunLocator locator;

    @Inject
    EngineProcesses processes;

    @Inject
    EngineConfig engine;

    private Notices instance(Receiver receiver, String file) {
        Warnings warnings = new Warnings();
        Ledger ledger = new Ledger(engine.stateDir().resolve(file + ".sqlite"), clock, warnings);
        Notices notices = new Notices(
                pending,
                payloads,
                new Settings(
                        Optional.of(List.of(receiver.url("/hook"))),
                        engine.stateDir().resolve(file)),
                ledger,
                new TakeOver(ledger, clock),
                warnings,
                new SimpleMeterRegistry(),
                clock);
        notices.start(new StartupEvent());
        return notices;
    }

    private void look(Notices notices, String runId) {
        notices.onRunChanged(new RunChanged(locator.locate(runId, null).store(), runId));
        notices.look();
    }

    private void awaitDelivered(Notices notices, Receiver receiver, String runId, int times) {
        await().atMost(LONG).untilAsserted(() -> {
            look(notices, runId);
            assertThat(receiver.delivered(runId)).hasSize(times);
        });
    }

    private static void launch(Sample sample, String runId) {
        given().contentType(ContentType.JSON)
                .body(Map.of("workflow", sample.fileName(), "runId", runId))
                .post("/api/launch")
                .then()
                .statusCode(201);
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + runId).then().body("state", is(state)));
    }

    private static void waitAtGate(String runId) {
        launch(Sample.GATE, runId);
        awaitState(runId, "waiting-approval");
    }

    @Test
    void aGateIsPostedOnceToEveryAddressInItsFormatAndSigned() throws Exception {
        waitAtGate("notice-gate");

        try (Receiver receiver = Receiver.start(Integer.getInteger(PORT, 0))) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(receiver.pathsNaming("notice-gate"))
                            .containsExactlyInAnyOrder("/hook", "/ops/", "/services/T0/B0"));

            Receiver.Received plain = receiver.delivered("notice-gate").getFirst();
            assertThat(plain.json().path("kind").asText()).isEqualTo("gate");
            assertThat(plain.json().path("nodeId").asText()).isEqualTo("release");
            assertThat(plain.json().path("url").asText()).isEqualTo("https://runs.example.com/approvals");
            assertThat(plain.json().path("command").asText())
                    .isEqualTo("chad-runs approve notice-gate --store gate --node release");
            assertThat(plain.header("X-Runs-Signature")).isEqualTo("sha256=" + hmac(plain));
            assertThat(Instant.ofEpochSecond(Long.parseLong(plain.header("X-Runs-Timestamp"))))
                    .isBetween(clock.instant().minus(LONG), clock.instant());
            Receiver.Received ntfy = receiver.naming("/ops/", "notice-gate");
            assertThat(ntfy.json().path("topic").asText()).isEqualTo("night");
            assertThat(ntfy.json().path("click").asText()).isEqualTo("https://runs.example.com/approvals");
            Receiver.Received slack = receiver.naming("/services/T0/B0", "notice-gate");
            assertThat(slack.json().path("text").asText()).contains("chad-runs approve notice-gate");
            assertThat(slack.json().at("/blocks/0/text/type").asText()).isEqualTo("plain_text");

            waitAtGate("notice-gate-after");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(receiver.pathsNaming("notice-gate-after"))
                            .hasSize(3));
            assertThat(receiver.pathsNaming("\"notice-gate\"")).hasSize(1);
            assertThat(Sqlite.first(
                            engine.stateDir().resolve("runs-api/runs-ide.sqlite"),
                            "SELECT group_concat(notice_key || ' ' || owed, ' ') FROM notice"))
                    .contains("notice-gate")
                    .doesNotContain("services/T0");
        }
    }

    private static String hmac(Receiver.Received received) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        String signed = received.header("X-Runs-Timestamp") + "." + new String(received.body(), UTF_8);
        return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8)));
    }

    @Test
    void aReceiverThatIsDownForTwoTriesGetsItOnce() {
        try (Receiver receiver = Receiver.start(0)) {
            receiver.answerWith(503, 429);
            Notices notices = instance(receiver, "notices-503.json");
            waitAtGate("notice-later");

            awaitDelivered(notices, receiver, "notice-later", 1);

            look(notices, "notice-later");
            waitAtGate("notice-later-2");
            awaitDelivered(notices, receiver, "notice-later-2", 1);
            assertThat(receiver.delivered("notice-later")).hasSize(1);
            assertThat(receiver.all()).filteredOn(one -> one.status() != 200).hasSize(2);
            notices.stop(new ShutdownEvent());
        }
    }

    @Test
    void aRedirectIsNotFollowedAndARefusalIsNotSentAgain() {
        try (Receiver receiver = Receiver.start(0)) {
            waitAtGate("notice-refused");
            receiver.answerWith(307);
            Notices notices = instance(receiver, "notices-307.json");

            await().atMost(LONG).untilAsserted(() -> {
                look(notices, "notice-refused");
                assertThat(receiver.all()).isNotEmpty();
            });
            waitAtGate("notice-refused-2");
            awaitDelivered(notices, receiver, "notice-refused-2", 1);
            assertThat(receiver.all()).extracting(Receiver.Received::path).containsOnly("/hook");
            assertThat(receiver.all()).filteredOn(one -> one.status() == 307).hasSize(1);
            notices.stop(new ShutdownEvent());
        }
    }

    @Test
    void afterARestartNothingIsToldTwiceAndNothingThatWaitsIsMissed() {
        try (Receiver receiver = Receiver.start(0)) {
            Notices before = instance(receiver, "notices-restart.json");
            waitAtGate("notice-before");
            awaitDelivered(before, receiver, "notice-before", 1);
            before.stop(new ShutdownEvent());
            waitAtGate("notice-between");

            Notices after = instance(receiver, "notices-restart.json");
            awaitDelivered(after, receiver, "notice-between", 1);

            assertThat(receiver.delivered("notice-before")).hasSize(1);
            after.stop(new ShutdownEvent());
        }
    }

    @Test
    void eachStallIsPostedOnce() {
        try (Receiver receiver = Receiver.start(0)) {
            Notices notices = instance(receiver, "notices-stall.json");
            launch(Sample.SLOW, "notice-stall");
            kill("notice-stall");

            awaitDelivered(notices, receiver, "notice-stall", 1);
            look(notices, "notice-stall");
            assertThat(receiver.delivered("notice-stall")
                            .getFirst()
                            .json()
                            .path("kind")
                            .asText())
                    .isEqualTo("stall");

            given().contentType(ContentType.JSON)
                    .body("{}")
                    .post("/api/runs/notice-stall/resume")
                    .then()
                    .statusCode(200);
            kill("notice-stall");
            awaitDelivered(notices, receiver, "notice-stall", 2);
            assertThat(receiver.delivered("notice-stall"))
                    .extracting(one -> one.json().path("atMs").asLong())
                    .doesNotHaveDuplicates();
            notices.stop(new ShutdownEvent());
        }
    }

    private static void schedule(String name, String definition) {
        given().contentType(ContentType.JSON)
                .body("{\"name\":\"%s\",\"definition\":%s}".formatted(name, definition))
                .post("/api/schedules")
                .then()
                .statusCode(201);
    }

    /** Each schedule is due every ten seconds, and each misses it for another reason. */
    @Test
    void whatAScheduleDidNotDoIsToldOnceWithItsCause() throws Exception {
        Path workflows = engine.workflowDir();
        Files.copy(workflows.resolve(Sample.COUNT.fileName()), workflows.resolve("soon-gone.jsx"));
        Files.copy(Path.of("src/test/resources/workflows/fails.jsx"), workflows.resolve("no-luck.jsx"));
        try (Receiver receiver = Receiver.start(Integer.getInteger(PORT, 0))) {
            schedule("sil-gone", "{\"workflow\":\"soon-gone.jsx\",\"every\":\"PT10S\"}");
            Files.delete(workflows.resolve("soon-gone.jsx"));
            schedule("sil-fails", "{\"workflow\":\"no-luck.jsx\",\"every\":\"PT10S\",\"pauseAfterFailures\":1}");
            schedule("sil-stuck", "{\"workflow\":\"gate.jsx\",\"every\":\"PT10S\",\"mustFinishWithin\":\"PT8S\"}");

            await().atMost(LONG).untilAsserted(() -> {
                assertThat(silence(receiver, "sil-gone")).contains("did not start", "soon-gone.jsx");
                assertThat(silence(receiver, "sil-fails")).contains("is paused", "its last run failed");
                assertThat(silence(receiver, "sil-stuck")).contains("has not finished within", "waiting-approval");
            });
            given().delete("/api/schedules/sil-gone").then().statusCode(204);
            given().delete("/api/schedules/sil-stuck").then().statusCode(204);
            given().delete("/api/schedules/sil-fails").then().statusCode(204);

            Path engineFiles = workflows.resolve("node_modules");
            Path aside = workflows.resolve("node_modules.aside");
            Files.move(engineFiles, aside);
            try {
                schedule("sil-engine", "{\"workflow\":\"count.jsx\",\"every\":\"PT10S\",\"mustStartWithin\":\"PT3S\"}");
                await().atMost(LONG)
                        .untilAsserted(() ->
                                assertThat(silence(receiver, "sil-engine")).contains("not start", "engine"));
            } finally {
                Files.move(aside, engineFiles);
                given().delete("/api/schedules/sil-engine").then().statusCode(204);
            }
            for (String name : List.of("sil-gone", "sil-fails", "sil-stuck", "sil-engine")) {
                List<Long> since = receiver.all().stream()
                        .filter(one -> one.path().equals("/hook"))
                        .map(Receiver.Received::json)
                        .filter(told -> told.path("schedule").asText().equals(name))
                        .map(told -> told.path("atMs").asLong())
                        .toList();
                assertThat(since).as("notices about %s", name).doesNotHaveDuplicates();
            }
        }
    }

    /** Its run is there, so that it is stalled and told of as such; the schedule's silence is its own. */
    @Test
    void aScheduleWhoseRunWasKilledIsToldOnceWithWhereItStands() throws Exception {
        try (Receiver receiver = Receiver.start(Integer.getInteger(PORT, 0))) {
            schedule(
                    "sil-killed",
                    "{\"workflow\":\"slow.jsx\",\"cron\":[\"0 0 1 1 *\"],\"mustFinishWithin\":\"PT20S\"}");
            String runId = given().contentType(ContentType.JSON)
                    .body("{}")
                    .post("/api/schedules/sil-killed/trigger")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("runId");
            kill(runId);

            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(silence(receiver, "sil-killed")).contains("has not finished within PT20S"));
            given().get("/api/schedules/sil-killed").then().body("alarms[0].says", containsString("It is stalled"));
            assertThat(receiver.all().stream()
                            .filter(one -> one.path().equals("/hook"))
                            .filter(one -> one.json().path("schedule").asText().equals("sil-killed")))
                    .hasSize(1);
            given().delete("/api/schedules/sil-killed").then().statusCode(204);
        }
    }

    private static String silence(Receiver receiver, String schedule) {
        return receiver.all().stream()
                .filter(one -> one.path().equals("/hook"))
                .map(Receiver.Received::json)
                .filter(told -> told.path("kind").asText().equals("silence")
                        && told.path("schedule").asText().equals(schedule))
                .map(told -> told.path("summary").asText())
                .findFirst()
                .orElse("");
    }

    /** Its engine process, when the task is under way. */
    private void kill(String runId) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/" + runId)
                        .then()
                        .body("nodes.find { it.id == 'slow' }.state", is("in-progress")));
        ProcessHandle process = ProcessHandle.of(
                        processes.of(new RunKey("slow", runId)).orElseThrow().pid())
                .orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        awaitState(runId, "stalled");
    }
}
