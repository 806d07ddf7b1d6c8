package chad.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.images.testing.Deployment;
import chad.images.testing.Docker;
import chad.images.testing.Program;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** compose.yaml brought up whole, with the real engine in it, and used as it is used: through the tunnel's place. */
class DeploymentIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static Deployment deployment;

    @BeforeAll
    static void up() {
        deployment = new Deployment().up();
    }

    @AfterAll
    static void down() {
        deployment.close();
    }

    @Test
    void strangersSeeTheSignInPageAndNothingElse() {
        assertThat(deployment.through("GET", "/api/runs", "", "").statusCode()).isEqualTo(401);
        assertThat(deployment
                        .through("GET", "/api/runs", "mallory@elsewhere.org", "")
                        .statusCode())
                .isEqualTo(401);
        assertThat(deployment.get("/api/session").path("via").asText()).isEqualTo("access");
        assertThat(deployment.get("/api/session").path("name").asText()).isEqualTo(Deployment.OPERATOR);
    }

    @Test
    void smokeTestFindsNothingWrongFromOutside() {
        await().atMost(LIMIT).untilAsserted(() -> {
            Program.Said said = Deployment.script(
                    Map.of("CF_ACCESS_CLIENT_ID", "chad.access", "CF_ACCESS_CLIENT_SECRET", "its-secret"),
                    "cloudflared/smoke-test",
                    deployment.outside("/").toString());

            assertThat(said.text())
                    .contains(
                            "Access asks to sign in",
                            "written headers let nobody in",
                            "signed in by Access, role operator",
                            "the service is well",
                            "the live stream comes through",
                            "All is well.")
                    .doesNotContain("WRONG", "its-secret");
            assertThat(said.exitCode()).isZero();
        });
    }

    @Test
    void smokeTestSaysWhatIsWrong() {
        Program.Said wrongToken = Deployment.script(
                Map.of("CF_ACCESS_CLIENT_ID", "chad.access", "CF_ACCESS_CLIENT_SECRET", "another"),
                "cloudflared/smoke-test",
                deployment.outside("/").toString());
        assertThat(wrongToken.exitCode()).isOne();
        assertThat(wrongToken.text()).contains("Access does not take the token", "Service Auth");

        Program.Said nobody = Deployment.script(Map.of(), "cloudflared/smoke-test", "http://127.0.0.1:9/");
        assertThat(nobody.exitCode()).isOne();
        assertThat(nobody.text()).contains("no answer", "cloudflared");
    }

    @Test
    void servicesSeeEachOther() {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(deployment.get("/api/health").path("services"))
                        .hasSize(3)
                        .allSatisfy(service -> {
                            assertThat(service.path("status").asText()).isEqualTo("ok");
                            assertThat(service.path("version").asText()).matches("[0-9].*");
                        }));
        assertThat(deployment
                        .get("/api/health")
                        .path("engine")
                        .path("available")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void catalogIsFetchedAndItsFlagshipsAreTheRoster() {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                deployment.get("/api/models").path("featured").size())
                        .isPositive());
        JsonNode roster = deployment.get("/api/roster");

        assertThat(roster.path("stage").asText()).isEqualTo("featured");
        assertThat(roster.path("models").path(0).asText())
                .isEqualTo(
                        deployment.get("/api/models").path("featured").path(0).asText());
    }

    @Test
    void fusionIsLaunchedThroughTheTunnelAndFinishes() {
        String run = launch("{\"prompt\": \"What makes a run durable?\"}");

        awaitState(run, "finished");
        JsonNode synthesis = node(deployment.get("/api/runs/" + run), "synthesize");
        assertThat(synthesis.path("output").path("answer").asText()).isNotBlank();
        assertThat(deployment.get("/api/audit?limit=50").path("items")).anySatisfy(line -> {
            assertThat(line.path("principal").asText()).isEqualTo(Deployment.OPERATOR);
            assertThat(line.toString()).contains(run);
        });
    }

    @Test
    void killedContainerLosesNothing() {
        String run = launch("{\"prompt\": \"What survives a crash?\", \"delayMs\": 6000}");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(node(deployment.get("/api/runs/" + run), "roster")
                                .path("state")
                                .asText())
                        .isEqualTo("finished"));

        deployment.compose("kill", "runs-api").successfully();
        deployment.up();

        awaitState(run, "stalled");
        assertThat(deployment
                        .get("/api/runs/" + run)
                        .path("stall")
                        .path("reason")
                        .asText())
                .contains("has been gone since", "was in flight");
        deployment.post("/api/runs/" + run + "/resume", "{}", 200);
        awaitState(run, "finished");
        assertThat(node(deployment.get("/api/runs/" + run), "roster").path("attempts"))
                .as("a finished node is not run again")
                .hasSize(1);
    }

    @Test
    void runsThatAStopInterruptedAreGoneOnWithAfterTheNextStart() {
        String run = launch("{\"prompt\": \"What does a clean stop do?\", \"delayMs\": 6000}");
        awaitState(run, "running");

        deployment.compose("stop", "runs-api").successfully();
        String exitCodes = deployment
                .compose("ps", "-a", "--format", "{{.Service}} {{.ExitCode}}", "runs-api")
                .successfully();
        deployment.up();

        assertThat(exitCodes.strip())
                .as("stopped by itself, not killed after the grace")
                .isEqualTo("runs-api 0");
        awaitState(run, "finished");
    }

    @Test
    void backupIsMadeWhileRunsAreLiveAndRestoredByTheImageItself() throws IOException {
        String before = launch("{\"prompt\": \"What was there before?\"}");
        awaitState(before, "finished");

        String made = deployment.shell("runs-api", "chad-runs backup --json");
        String backup = new ObjectMapper().readTree(made).path("name").asText();
        String after = launch("{\"prompt\": \"What came afterwards?\"}");
        awaitState(after, "finished");
        Program.Said refused = deployment.compose("run", "--rm", "runs-api", "restore", backup);
        deployment.compose("stop", "runs-api").successfully();
        deployment.compose("run", "--rm", "runs-api", "restore", backup).successfully();
        deployment.up();

        assertThat(refused.exitCode())
                .as("while the service works on the folder")
                .isOne();
        awaitState(before, "finished");
        assertThat(deployment
                        .through("GET", "/api/runs/" + after, Deployment.OPERATOR, "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(deployment.shell("runs-api", "ls -d $CHAD_STATE_DIR/before-restore-*/"))
                .as("what was there is kept")
                .isNotEmpty();
    }

    @Test
    void linkThatTheCliPrintsSignsABrowserInOnThePublishedPort() throws Exception {
        JsonNode link = new ObjectMapper().readTree(deployment.shell("runs-api", "chad-runs sign-in --json"));

        assertThat(link.path("url").asText()).startsWith("http://127.0.0.1:7331/sign-in?code=");
        String published =
                deployment.compose("port", "runs-api", "7331").successfully().strip();
        URI address = URI.create(link.path("url").asText().replace("127.0.0.1:7331", published));
        HttpResponse<Void> answer =
                HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
                .containsIgnoringCase("; HttpOnly; SameSite=Strict");
    }

    @Test
    void volumeBelongsToTheServicesUser() {
        String run = launch("{\"prompt\": \"Whose files are these?\"}");
        awaitState(run, "finished");

        assertThat(deployment.shell("runs-api", "find /var/lib/runs-ide ! -uid 10001 -o ! -gid 10001"))
                .isEmpty();
        assertThat(deployment.shell("runs-api", "ls /var/lib/runs-ide/state")).contains("fusion.db", "models.json");
        assertThat(deployment.shell("runs-api", "find /var/lib/runs-ide/state -perm /007 ! -type l"))
                .as("what others could read")
                .isEmpty();
    }

    @Test
    void secretsAreInNoEnvironmentThatTheEngineShows() throws IOException {
        List<String> containers =
                deployment.compose("ps", "-q").successfully().lines().toList();

        assertThat(containers).isNotEmpty();
        for (String id : containers) {
            String shown = new Docker(Map.of())
                    .run("inspect", "--format", "{{json .Config}}", id.strip())
                    .successfully();
            assertThat(shown).doesNotContain(deployment.key());
        }
        assertThat(deployment.compose("logs").successfully()).doesNotContain(deployment.key());
    }

    @Test
    void metricsAreWellFormed() throws Exception {
        TreeMap<String, Integer> ports =
                new TreeMap<>(Map.of("runs-api", 9331, "model-refresh", 9332, "fusion-roster", 9333));
        StringBuilder all = new StringBuilder();
        for (var service : ports.entrySet()) {
            String text = deployment.shell(
                    service.getKey(),
                    "exec 3<>/dev/tcp/127.0.0.1/%d; printf 'GET /q/metrics HTTP/1.0\\r\\nAccept: text/plain\\r\\n\\r\\n' >&3; sed '1,/^\\r$/d' <&3"
                            .formatted(service.getValue()));
            assertThat(promtool(text)).as(service.getKey()).isEmpty();
            all.append(text).append('\n');
        }
        assertThat(all).contains("chad_runs", "chad_catalog", "chad_roster");
    }

    /** What promtool finds wrong with a text of metrics. */
    private static String promtool(String metrics) throws Exception {
        Path text = Files.createTempFile("metrics", ".txt");
        try {
            Files.writeString(text, metrics + "\n");
            Program.Said promtool = Program.run(Map.of(), List.of("promtool", "check", "metrics"), text.toFile());
            return promtool.exitCode() == 1 ? promtool.text() : "";
        } finally {
            Files.delete(text);
        }
    }

    private static String launch(String input) {
        return deployment
                .post("/api/launch", "{\"workflow\": \"fusion.jsx\", \"input\": " + input + "}", 201)
                .path("runId")
                .asText();
    }

    private static String state(String run) {
        return deployment.get("/api/runs/" + run).path("state").asText();
    }

    private static void awaitState(String run, String state) {
        await(run + " is " + state).atMost(LIMIT).until(() -> state(run).equals(state));
    }

    private static JsonNode node(JsonNode run, String id) {
        for (JsonNode node : run.path("nodes")) {
            if (node.path("id").asText().equals(id)) {
                return node;
            }
        }
        throw new AssertionError("no node " + id);
    }
}
