package chad.ide.web;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static chad.ide.testing.Workspace.asOperator;
import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.RawRequest;
import chad.ide.testing.Workspace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Nobody without a name gets anything, at whatever address and by whatever method; and every answer is guarded. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class EveryAnswerTest {

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND");

    private static final List<String> OTHERS = List.of(
            "/",
            "/index.html",
            "/runs",
            "/assets/index.js",
            "/assets/",
            "/favicon.ico",
            "/robots.txt",
            "/manifest.webmanifest",
            "/META-INF/resources/index.html",
            "/sign-in",
            "/sign-in/",
            "/sign-in/x",
            "/sign-in;x",
            "/sign-in%2f",
            "/sign-in/../api/runs",
            "/sign-in/%2e%2e/api/runs",
            "//sign-in",
            "/Sign-In",
            "/./sign-in",
            "/api",
            "/api/",
            "//api/runs",
            "/api//runs",
            "/api/./runs",
            "/api/../api/runs",
            "/api/runs/",
            "/api/runs;x=y",
            "/API/runs",
            "/%61pi/runs",
            "/api/nothing",
            "/q",
            "/q/",
            "/q/openapi",
            "/q/openapi?format=json",
            "/q/openapi.json",
            "/q/swagger-ui",
            "/q/swagger-ui/",
            "/q/health",
            "/q/health/live",
            "/q/health/ready",
            "/q/health-ui",
            "/q/metrics",
            "/q/metrics/json",
            "/q/dev",
            "/q/dev-ui",
            "/q/arc",
            "/q/arc/beans",
            "/q/scheduler",
            "/q/info",
            "/mcp",
            "/mcp/sse",
            "/graphql",
            "/actuator/env",
            "/.git/config",
            "/.env",
            "/state/credentials.json",
            "/credentials.json");

    private static final Map<String, String> GUARDS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "X-Frame-Options", "DENY",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    @Inject
    Router router;

    private static RawRequest.Answer send(RawRequest request) {
        return request.send(RestAssured.port);
    }

    private Set<String> addresses() throws IOException {
        Set<String> addresses = new TreeSet<>(OTHERS);
        JsonNode document = new ObjectMapper()
                .readTree(asOperator().get("/q/openapi?format=json").asByteArray());
        document.path("paths").fieldNames().forEachRemaining(path -> addresses.add(path.replaceAll("\\{[^}]*}", "1")));
        for (Route route : router.getRoutes()) {
            if (route.getPath() != null && route.getPath().startsWith("/")) {
                addresses.add(route.getPath().replaceAll(":[A-Za-z]+", "1"));
            }
        }
        return addresses;
    }

    private static List<String> unguarded(RawRequest.Answer answer) {
        List<String> missing = new ArrayList<>();
        GUARDS.forEach((name, value) -> {
            if (!answer.all(name).equals(List.of(value))) {
                missing.add(name + " " + answer.all(name));
            }
        });
        List<String> policies = answer.all("Content-Security-Policy");
        boolean isStrict = policies.size() == 1
                && policies.getFirst().startsWith("default-src 'none'; ")
                && policies.getFirst().contains("frame-ancestors 'none'")
                && !policies.getFirst().contains("unsafe")
                && !policies.getFirst().contains("*");
        if (!isStrict) {
            missing.add("policy " + policies);
        }
        if (answer.all("Permissions-Policy").size() != 1
                || answer.all("Cache-Control").size() != 1) {
            missing.add("permissions or caching");
        }
        return missing;
    }

    @Test
    void nobodyWithoutANameGetsAnything() throws IOException {
        List<String> wrong = new ArrayList<>();
        int sent = 0;
        for (String address : addresses()) {
            for (String method : METHODS) {
                RawRequest.Answer answer = send(RawRequest.of(method, address));
                sent++;
                if (answer.status() != 401) {
                    wrong.add("%s %s: %d".formatted(method, address, answer.status()));
                }
                if (!unguarded(answer).isEmpty()) {
                    wrong.add("%s %s: %s".formatted(method, address, unguarded(answer)));
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(sent).isGreaterThan(800);
    }

    @Test
    void everyAnswerIsGuarded() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> addresses = addresses();
        addresses.addAll(List.of("/api/runs?limit=x", "/api/runs?cursor=x", "/api/runs/%00", "/api/runs/%2f"));
        addresses.remove("/api/stream/*");
        for (String address : addresses) {
            RawRequest.Answer answer = send(RawRequest.get(address).header("x-smithers-key", OPERATOR_KEY));
            if (!unguarded(answer).isEmpty()) {
                wrong.add("%s %d: %s".formatted(address, answer.status(), unguarded(answer)));
            }
            boolean isOurs = address.startsWith("/api/") && answer.status() == 200;
            if (isOurs && !answer.header("Cache-Control").orElse("").matches("no-store|private, no-cache|no-cache.*")) {
                wrong.add("%s may be kept: %s".formatted(address, answer.header("Cache-Control")));
            }
        }

        assertThat(wrong).isEmpty();
    }

    /** The HTTP server itself refuses it, before any of ours could add a word. */
    @Test
    void anAddressThatCantBeDecodedIsAnsweredWithNothing() {
        for (String address : List.of("/%zz", "/a%", "/api/runs/%zz", "/api/runs?q=%zz")) {
            RawRequest.Answer answer = send(RawRequest.get(address));

            assertThat(answer.status()).as(address).isEqualTo(400);
            assertThat(answer.body()).isEmpty();
        }
    }

    /** Else a cache between us and a browser would hand them to whoever asks it. */
    @Test
    void noAnswerIsForEverybodysCache() throws IOException {
        for (String address : addresses()) {
            RawRequest.Answer answer = send(RawRequest.get(address).header("x-smithers-key", OPERATOR_KEY));

            assertThat(answer.header("Cache-Control").orElse("")).as(address).doesNotContain("public");
        }
    }

    @Test
    void noHeaderTellsWhatAnswers() {
        RawRequest.Answer answer = send(RawRequest.get("/api/runs").header("x-smithers-key", OPERATOR_KEY));

        assertThat(answer.headers())
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("server:"))
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("access-control-"));
    }
}
