package chad.ide.secrets;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import chad.ide.engine.EngineConfig;
import chad.ide.testing.FreePort;
import chad.ide.testing.LogLines;
import chad.ide.testing.RealEngine;
import chad.ide.testing.Sqlite;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.logging.Log;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * An agent that came to know keys of the service, and keys that nobody named, prints them wherever it can. Only what
 * agents were given was masked, and that only in full.
 */
@QuarkusTest
@TestProfile(KeysAreMaskedTest.WithKeys.class)
class KeysAreMaskedTest {

    private static final String MACHINE_KEY = "machine-key-4f1c9a7e2b";
    private static final String NAMED_KEY = "phone-key-77e0d35c81";
    private static final String PROVIDER_KEY = "sk-ant-api03-Zq8Kd2Lm5Np7Rs9Tv1Wx3Yz";
    private static final List<String> KEYS = List.of(MACHINE_KEY, NAMED_KEY, PROVIDER_KEY);

    /** What is left of a key is one too. */
    private static final List<String> PARTS =
            List.of("machine-key-4f", "phone-key-77e", "sk-ant-api03-Z", "9a7e2b", "d35c81");

    private static final String PORT = "runs.test.keys-receiver";

    public static class WithKeys extends RealEngine {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            try {
                Path credentials = Path.of(config.get("chad.state-dir"), "credentials.json");
                Files.createFile(
                        credentials,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(
                        credentials,
                        "{\"keys\": [{\"name\": \"phone\", \"role\": \"operator\", \"key\": \"%s\"}]}"
                                .formatted(NAMED_KEY));
                Files.writeString(Path.of(config.get("chad.workflow-dir")).resolve("telltale.jsx"), """
                        /** @jsxImportSource smithers-orchestrator */
                        import { Approval, createSmithers, Sequence } from "smithers-orchestrator";
                        import { writeFileSync } from "node:fs";
                        import { z } from "zod";
                        const { Workflow, Task, smithers, outputs } = createSmithers(
                          {
                            input: z.object({ keys: z.string(), fails: z.boolean().default(false) }),
                            said: z.object({ text: z.string(), long: z.string() }),
                            decision: z.object({ approved: z.boolean() }),
                          },
                          { dbPath: `${process.env.CHAD_STATE_DIR}/telltale.db` },
                        );
                        // not whole in this source, nor in what the test sends: what is masked there is of no use here
                        const keys = (ctx) => String(ctx.input?.keys ?? "").split(" ").map((one) => one.split("").reverse().join("")).join(" ");
                        const words = (ctx) => "I know: " + keys(ctx);
                        // the limits of lists, titles and logs cut the last key in its middle, wherever they are
                        const cutAnywhere = (ctx) => Array.from({ length: 400 }, (_, at) => keys(ctx).split(" ")[at % 3]).join(" ");
                        const agent = (ctx) => ({
                          id: "telltale", model: "telltale-1",
                          async generate() {
                            // a diff shows what is in a file, and what it is called
                            const content = [...keys(ctx).split(" "), Date.now(), ""].join("\\n");
                            for (const name of ["keys.txt", `${keys(ctx).split(" ")[2]}.txt`]) writeFileSync(name, content);
                            const text = JSON.stringify({ text: words(ctx), long: cutAnywhere(ctx) });
                            return { text, finishReason: "stop", response: { modelId: "telltale-1", messages: [{ role: "assistant", content: text }] } };
                          },
                        });
                        export default smithers((ctx) => (
                          <Workflow name="telltale">
                            <Sequence>
                              <Task id="talk" label={words(ctx)} agent={agent(ctx)} output={outputs.said} noRetry timeoutMs={20000}>{words(ctx)}</Task>
                              <Task id="fail" output={outputs.said} noRetry continueOnFail={!ctx.input?.fails} timeoutMs={20000}>{() => { throw new Error(cutAnywhere(ctx)); }}</Task>
                              <Approval id="gate" output={outputs.decision} request={{ title: words(ctx), summary: cutAnywhere(ctx), metadata: { keys: keys(ctx) } }} onDeny="continue" />
                            </Sequence>
                          </Workflow>
                        ));
                        """);
                config.put("runs.security.key", MACHINE_KEY);
                config.put("runs.security.credentials", credentials.toString());
                config.put("runs.notices.urls", "http://127.0.0.1:%d/hook".formatted(FreePort.named(PORT)));
                return config;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Inject
    EngineConfig config;

    private static RequestSpecification operator() {
        return given().header("x-smithers-key", NAMED_KEY);
    }

    private static void launch(String runId, boolean fails, String state) {
        String backwards = String.join(
                " ",
                KEYS.stream()
                        .map(key -> new StringBuilder(key).reverse().toString())
                        .toList());
        operator()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "workflow", "telltale.jsx", "runId", runId, "input", Map.of("keys", backwards, "fails", fails)))
                .post("/api/launch")
                .then()
                .statusCode(201);
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> operator().get("/api/runs/" + runId).then().body("state", is(state)));
    }

    private static void assertMasked(String where, String text) {
        assertThat(PARTS).as(where).noneMatch(text::contains);
    }

    private static String get(String address) {
        String text = operator().get(address).then().statusCode(200).extract().asString();
        assertMasked(address, text);
        return text;
    }

    /** What the live stream says, from here on. */
    private static List<String> listen() throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        socket.getOutputStream()
                .write("GET /api/stream HTTP/1.1\r\nHost: localhost\r\nx-smithers-key: %s\r\n\r\n"
                        .formatted(NAMED_KEY)
                        .getBytes(UTF_8));
        Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
                in.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException ended) {
                lines.add("ended");
            }
        });
        return lines;
    }

    private static String mcp(String tool, Map<String, Object> arguments) throws IOException {
        RequestSpecification request =
                operator().contentType(ContentType.JSON).accept("application/json, text/event-stream");
        String session =
                request.body("""
                        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params":
                          {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}
                        """).post("/mcp").then().statusCode(200).extract().header("Mcp-Session-Id");
        RequestSpecification inSession = operator()
                .contentType(ContentType.JSON)
                .accept("application/json, text/event-stream")
                .header("Mcp-Session-Id", session);
        inSession
                .body("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
                .post("/mcp");
        String answer = inSession
                .body(new ObjectMapper()
                        .writeValueAsString(Map.of(
                                "jsonrpc",
                                "2.0",
                                "id",
                                2,
                                "method",
                                "tools/call",
                                "params",
                                Map.of("name", tool, "arguments", arguments))))
                .post("/mcp")
                .asString();
        assertThat(answer).as(tool).doesNotContain("\"isError\":true");
        assertMasked(tool, answer);
        return answer;
    }

    @Test
    void noDoorShowsAKeyWholeOrCut() throws IOException {
        List<String> posts = new CopyOnWriteArrayList<>();
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.named(PORT)), 0);
        receiver.createContext("/", exchange -> {
            posts.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        List<String> stream = listen();
        try (LogLines log = LogLines.listen()) {
            launch("tells-1", false, "waiting-approval");
            launch("tells-2", true, "failed");

            String mark = "[masked:key of phone]";
            assertThat(get("/api/runs")).contains(mark, "[masked:key]", "[masked:runs.security.key]");
            assertThat(get("/api/runs/tells-1")).contains(mark);
            assertThat(get("/api/runs/tells-2")).contains(mark);
            assertThat(get("/api/runs/tells-1/nodes")).contains(mark);
            assertThat(get("/api/runs/tells-1/output/talk")).contains(mark);
            assertThat(get("/api/runs/tells-1/logs?level=everything&heartbeats=true"))
                    .contains(mark);
            assertThat(get("/api/runs/tells-1/chat")).contains(mark);
            assertThat(get("/api/runs/tells-2/trace/fail")).contains(mark);
            assertThat(get("/api/runs/tells-1/frames/1")).contains(mark);
            assertThat(get("/api/runs/tells-1/graph")).contains(mark);
            assertThat(get("/api/runs/tells-1/timeline")).contains("talk", mark);
            assertThat(get("/api/runs/tells-2/timeline")).contains(mark);
            assertThat(get("/api/approvals")).contains(mark);
            assertThat(get("/api/runs/tells-1/output-diff/talk?otherRun=tells-2"))
                    .isNotEmpty();
            assertThat(operator()
                            .accept("application/x-ndjson")
                            .get("/api/runs/tells-2/logs")
                            .asString())
                    .contains(mark)
                    .satisfies(text -> assertMasked("ndjson", text));
            String night = operator()
                    .contentType(ContentType.JSON)
                    .body("{}")
                    .post("/api/reports")
                    .path("night");
            assertThat(get("/api/reports/" + night)).contains("tells-2");
            assertThat(mcp("list_runs", Map.of())).contains(mark);
            assertThat(mcp("get_run", Map.of("run", "tells-2"))).contains(mark);
            assertThat(mcp("why_stalled", Map.of())).contains(mark);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(posts).anyMatch(post -> post.contains(mark)));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(stream).anyMatch(line -> line.contains("tells-2") && line.contains(mark)));
            assertMasked("notices", String.join("\n", posts));
            assertMasked("stream", String.join("\n", stream));

            Log.warnf("A key in the log. key=%s text=%s", NAMED_KEY, PROVIDER_KEY);
            List<String> printed = log.shown().stream().map(log::printed).toList();
            assertThat(printed).anyMatch(line -> line.contains("A key in the log. key=[masked:key of phone]"));
            assertMasked("log", String.join("\n", printed));
        } finally {
            receiver.stop(0);
        }
        assertThat(Sqlite.first(
                        config.stateDir().resolve("telltale.db"),
                        "SELECT error_json FROM _smithers_attempts WHERE node_id = 'fail'"))
                .as("the engine's store")
                .contains(KEYS);
    }

    /** Where a value is sent whole, as it lies in the store: as a stream, a file, a patch, line by line. */
    @Test
    void noDownloadHasAKeyInIt() {
        launch("tells-3", true, "failed");
        String mark = "[masked:key of phone]";
        String run = "/api/runs/tells-3";

        assertThat(get(run + "/output/talk")).contains(mark);
        assertThat(get(run + "/diff/talk")).contains(mark, "keys.txt");
        assertThat(get(run + "/diff/talk/patch")).contains(mark, "keys.txt");
        assertThat(get(run + "/payloads/conversation?node=talk")).contains(mark);
        assertThat(get(run + "/payloads/answer?node=talk")).contains(mark);
        assertThat(get(run + "/payloads/error?node=fail")).contains(mark);
        assertThat(get(run + "/payloads/run-error")).contains(mark);
        assertThat(get(run + "/nodes?limit=1")).contains(mark);
        assertThat(get(run + "/frames")).isNotEmpty();
        assertThat(get(run + "/input")).contains("keys");
        List<Long> seqs =
                JsonPath.from(get(run + "/logs?level=everything&limit=500")).getList("items.seq", Long.class);
        assertThat(seqs).isNotEmpty();
        assertThat(seqs.stream().map(seq -> get(run + "/events/" + seq)).toList())
                .anyMatch(event -> event.contains(mark));
        assertThat(get("/api/schedules/export")).isNotEmpty();
        assertThat(get("/api/stats")).isNotEmpty();
        assertThat(get("/api/spend?by=node")).isNotEmpty();
        assertThat(get("/api/audit")).contains("tells-3");
    }

    /** Saved as it is shown, the file would lose the key, and its workflow would fail at night. */
    @Test
    void aWorkflowWithAKeyIsShownMaskedAndNotReplacedByWhatIsShown() throws IOException {
        Path file = config.workflowDir().resolve("keyed.jsx");
        String source = "export const key = \"%s\";\n".formatted(PROVIDER_KEY);
        Files.writeString(file, source);
        Response shown = operator().get("/api/workflow-file?name=keyed.jsx");
        String text = shown.then().statusCode(200).extract().path("source");
        assertMasked("source", text);
        assertThat(text).contains("[masked:");

        operator()
                .contentType(ContentType.JSON)
                .header("If-Match", shown.header("ETag"))
                .body(Map.of("name", "keyed.jsx", "source", text + "// changed\n"))
                .post("/api/workflow-file")
                .then()
                .statusCode(400)
                .body("detail", containsString("Let the workflow read the variable, as `process.env.NAME`"));
        assertThat(file).hasContent(source);

        operator()
                .contentType(ContentType.JSON)
                .header("If-Match", shown.header("ETag"))
                .body(Map.of("name", "keyed.jsx", "source", "export const key = process.env.PROVIDER_KEY;\n"))
                .post("/api/workflow-file")
                .then()
                .statusCode(200);
        assertThat(file).hasContent("export const key = process.env.PROVIDER_KEY;\n");
    }
}
