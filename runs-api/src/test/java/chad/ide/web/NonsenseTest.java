package chad.ide.web;

import static chad.ide.testing.Workspace.asOperator;
import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Walks the OpenAPI document and sends nonsense to every operation: a problem comes back, never a 500. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class NonsenseTest {

    private static final List<String> NONSENSE = List.of(
            "",
            " ",
            "0",
            "-1",
            "99999999999999999999",
            "1e9",
            "NaN",
            "null",
            "true",
            "' OR 1=1 --",
            "\"; DROP TABLE _smithers_runs; --",
            "../../etc/passwd",
            "..%2f..%2fetc%2fpasswd",
            "%00",
            "\u0000",
            "\u202egnp.exe",
            "ｆｕｌｌ",
            "😀",
            "--help",
            "-rf",
            "$(reboot)",
            "`id`",
            "|cat",
            "<script>alert(1)</script>",
            "{\"a\":1}",
            "[]",
            "a".repeat(3_000));

    private static final List<String> BODIES = List.of(
            "",
            "null",
            "[]",
            "\"text\"",
            "1",
            "{",
            "{}",
            "{\"workflow\":1}",
            "{\"workflow\":null}",
            "{\"workflow\":\"../x.jsx\"}",
            "{\"workflow\":[],\"input\":{},\"env\":{\"PATH\":\"x\"}}",
            "{\"workflow\":\"count.jsx\",\"input\":[1]}",
            "{\"workflow\":\"count.jsx\",\"input\":\"text\"}",
            "{\"workflow\":\"count.jsx\",\"runId\":\"../../x\"}",
            "{\"workflow\":\"count.jsx\",\"env\":{\"NODE_OPTIONS\":\"--require=x\"}}",
            "{\"workflow\":\"count.jsx\",\"env\":[]}",
            "{\"workflow\":\"count.jsx\",\"annotations\":{\"a\":{}}}",
            "{\"workflow\":\"count.jsx\",\"unknown\":1}",
            "[".repeat(2_000));

    /** All that a report needs is a date, and it has one by itself; a backup needs nothing. These bodies make one. */
    private static final Set<String> NO_NONSENSE_TO_SOME = Set.of("", "null", "{}");

    private static final Set<String> BODY_NOT_NEEDED = Set.of("/api/reports", "/api/backups");

    private final ObjectMapper json = new ObjectMapper();

    private record Call(String method, String path, List<JsonNode> parameters, boolean hasBody) {}

    private List<Call> calls() throws IOException {
        JsonNode document = json.readTree(asOperator()
                .accept("application/json")
                .get("/q/openapi?format=json")
                .asByteArray());
        List<Call> calls = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    List<JsonNode> parameters = new ArrayList<>();
                    path.getValue().path("parameters").forEach(parameters::add);
                    operation.getValue().path("parameters").forEach(parameters::add);
                    calls.add(new Call(
                            operation.getKey(),
                            path.getKey(),
                            parameters,
                            operation.getValue().has("requestBody")));
                }));
        return calls;
    }

    @Test
    void everyOperationIsDescribedWithItsProblems() throws IOException {
        JsonNode document =
                json.readTree(asOperator().get("/q/openapi?format=json").asByteArray());
        List<String> missing = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    JsonNode described = operation.getValue();
                    if (!described.hasNonNull("operationId")
                            || !described.hasNonNull("summary")
                            || described.path("tags").isEmpty()
                            || !described
                                    .path("responses")
                                    .path("400")
                                    .path("content")
                                    .has("application/problem+json")) {
                        missing.add(operation.getKey() + " " + path.getKey());
                    }
                }));

        assertThat(missing).isEmpty();
        assertThat(document.path("components")
                        .path("schemas")
                        .path("Problem")
                        .path("properties")
                        .has("detail"))
                .isTrue();
        assertThat(document.path("components").path("securitySchemes").has("key"))
                .isTrue();
    }

    @Test
    void nonsenseInQueryAndPathIsAProblemAndNeverOurMistake() throws IOException {
        List<String> wrong = new ArrayList<>();
        int sent = 0;
        for (Call call : calls()) {
            if (!call.method().equals("get") || call.path().equals("/api/stream")) {
                continue; // the stream does not end; its own test sends nonsense to it
            }
            for (JsonNode parameter : call.parameters()) {
                for (String nonsense : NONSENSE) {
                    send(
                            call,
                            parameter.path("name").asText(),
                            parameter.path("in").asText(),
                            nonsense,
                            wrong);
                    sent++;
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(sent).isGreaterThan(500);
    }

    private void send(Call call, String name, String in, String nonsense, List<String> wrong) {
        RequestSpecification request = asOperator().urlEncodingEnabled(false);
        String path = call.path();
        if (in.equals("path")) {
            if (nonsense.isBlank()) {
                return; // another address
            }
            path = path.replace("{" + name + "}", encoded(nonsense));
        } else if (in.equals("header")) {
            request.header(name, nonsense.replaceAll("[^ -~]", "?"));
        }
        path = path.replaceAll("\\{[^}]*\\}", "1");
        String query = in.equals("query") ? "?" + name + "=" + encoded(nonsense) : "";
        judge(call, name + "=" + nonsense, request.get(path + query), wrong);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void nonsenseInBodiesIsAProblemAndNeverOurMistake() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Call call : calls()) {
            if (call.hasBody()) {
                for (String body : BODIES) {
                    RequestSpecification request =
                            asOperator().contentType("application/json").body(body);
                    call.parameters().stream()
                            .filter(parameter -> parameter.path("in").asText().equals("path"))
                            .forEach(parameter ->
                                    request.pathParam(parameter.path("name").asText(), "1"));
                    Response answer = request.request(call.method().toUpperCase(Locale.ROOT), call.path());
                    judge(call, body, answer, wrong);
                    boolean makesSense = BODY_NOT_NEEDED.contains(call.path()) && NO_NONSENSE_TO_SOME.contains(body);
                    if (answer.statusCode() < 400 && !body.contains("unknown") && !makesSense) {
                        wrong.add("%s took %s".formatted(call.path(), body));
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static void judge(Call call, String sent, Response answer, List<String> wrong) {
        int status = answer.statusCode();
        boolean known = Map.of("/api/models", 503, "/api/models/refresh", 503, "/api/roster", 503)
                        .getOrDefault(call.path(), -1)
                == status;
        boolean problem = status < 400 || answer.contentType().startsWith("application/problem+json");
        if ((status >= 500 && !known) || !problem) {
            wrong.add("%s %s with %s: %d %s".formatted(call.method(), call.path(), sent, status, answer.contentType()));
        }
    }
}
