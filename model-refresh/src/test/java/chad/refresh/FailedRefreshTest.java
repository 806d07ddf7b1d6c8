package chad.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import chad.refresh.testing.FakeProvider;
import chad.refresh.testing.FakeProvider.Answer;
import chad.refresh.testing.MovedClock;
import chad.refresh.testing.RecordedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A bad night at the provider breaks nothing. The table of docs/catalog.md says the same in words. */
class FailedRefreshTest {

    static final FakeProvider PROVIDER = new FakeProvider();

    final MovedClock clock = new MovedClock(Instant.parse("2026-06-13T04:45:00Z"), ZoneOffset.UTC);
    Path state;
    RefreshBed service;

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    @BeforeEach
    void startWithAGoodCatalog(@TempDir Path folder) {
        state = folder;
        PROVIDER.forget();
        PROVIDER.lists(
                "z-ai/glm-5.1", "moonshotai/kimi-k2.5", "baai/bge-m3", "openai/gpt-oss-120b", "qwen/qwen3.5-397b-a17b");
        service = new RefreshBed(folder, clock, PROVIDER, "provider.max-body=64K");
        service.job.refresh(false);
        PROVIDER.forget();
    }

    static Stream<Arguments> badNights() {
        return Stream.of(
                night(
                        "HTTP 401",
                        FakeProvider.status(401),
                        FailureKind.UNAUTHORIZED,
                        1,
                        "answered 401. Set NVIDIA_API_KEY"),
                night("HTTP 403", FakeProvider.status(403), FailureKind.UNAUTHORIZED, 1, "answered 403"),
                night("HTTP 404", FakeProvider.status(404), FailureKind.UNEXPECTED_STATUS, 1, "Check CHAD_CATALOG_URL"),
                night("a redirect", FakeProvider.status(302), FailureKind.UNEXPECTED_STATUS, 1, "answered 302"),
                night(
                        "429, come back at once",
                        FakeProvider.busy("0"),
                        FailureKind.RATE_LIMITED,
                        3,
                        "too many requests"),
                night(
                        "429, retry in an hour",
                        FakeProvider.busy("3600"),
                        FailureKind.RATE_LIMITED,
                        1,
                        "retry in 3600 s"),
                night(
                        "429, come back at a date",
                        FakeProvider.busy("Sat, 13 Jun 2026 05:00:00 GMT"),
                        FailureKind.RATE_LIMITED,
                        1,
                        "retry in 900 s"),
                night("429 without a wish", FakeProvider.status(429), FailureKind.RATE_LIMITED, 3, "too many requests"),
                night(
                        "429 with an odd wish",
                        FakeProvider.busy("soon"),
                        FailureKind.RATE_LIMITED,
                        3,
                        "too many requests"),
                night(
                        "HTTP 500",
                        FakeProvider.status(500),
                        FailureKind.SERVER_ERROR,
                        3,
                        "answered 500 (its own error)"),
                night("HTTP 503", FakeProvider.status(503), FailureKind.SERVER_ERROR, 3, "answered 503"),
                night("a cut body", FakeProvider.cut(), FailureKind.BAD_BODY, 3, "broke off"),
                night(
                        "a huge body",
                        FakeProvider.body(200, "application/json", " ".repeat(70_000)),
                        FailureKind.BAD_BODY,
                        3,
                        "larger than"),
                night(
                        "half of a JSON",
                        FakeProvider.body(200, "application/json", "{\"data\": [{\"id\": \"a/b"),
                        FailureKind.BAD_BODY,
                        3,
                        "not valid JSON"),
                night(
                        "HTML",
                        FakeProvider.body(200, "text/html", "<html>Maintenance</html>"),
                        FailureKind.BAD_BODY,
                        3,
                        "24 bytes of text/html"),
                night(
                        "two JSON values",
                        FakeProvider.body(200, "application/json", "{\"data\": [{\"id\": \"a/b\"}]} {}"),
                        FailureKind.BAD_BODY,
                        3,
                        "not valid JSON"),
                night(
                        "JSON without a list",
                        FakeProvider.body(200, "application/json", "{\"error\": \"later\"}"),
                        FailureKind.BAD_BODY,
                        3,
                        "has no list"),
                night(
                        "no body",
                        FakeProvider.body(200, "application/json", ""),
                        FailureKind.BAD_BODY,
                        3,
                        "has no list"),
                night("an empty list", FakeProvider.models(List.of()), FailureKind.EMPTY, 3, "lists no usable model"),
                night(
                        "a list of no ids",
                        FakeProvider.body(200, "application/json", "{\"data\": [{}, 1]}"),
                        FailureKind.EMPTY,
                        3,
                        "2 entries, none with a valid id"),
                night(
                        "60 % of the models gone",
                        FakeProvider.models(List.of("z-ai/glm-5.1", "baai/bge-m3")),
                        FailureKind.SHRUNKEN,
                        1,
                        "3 of the 5 known models are gone"));
    }

    static Stream<Arguments> slowNights() {
        return Stream.of(
                arguments("a silent server", PROVIDER.silence()), arguments("a dripping server", PROVIDER.drip()));
    }

    private static Arguments night(String name, Answer answer, FailureKind kind, int tries, String says) {
        return arguments(name, answer, kind, tries, says);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slowNights")
    void aSlowNightIsABadOne(String name, Answer answer) throws IOException {
        service = new RefreshBed(state, clock, PROVIDER, "provider.exchange-timeout=150ms");

        aBadNightLeavesTheFileAndIsSaidOnce(
                name, answer, FailureKind.TIMEOUT, 3, "did not answer completely within 150 ms");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badNights")
    void aBadNightLeavesTheFileAndIsSaidOnce(String name, Answer answer, FailureKind kind, int tries, String says)
            throws IOException {
        byte[] before = Files.readAllBytes(state.resolve("models.json"));
        PROVIDER.usually(answer);

        try (var log = new RecordedLog()) {
            service.job.refresh(false);
            assertThat(PROVIDER.listRequests()).isEqualTo(tries);
            service.job.refresh(false);

            assertThat(log.complaints())
                    .singleElement()
                    .asString()
                    .contains(kind.word(), says, "models.json is unchanged");
        }
        assertThat(Files.readAllBytes(state.resolve("models.json"))).isEqualTo(before);
        assertThat(service.failures(kind)).isEqualTo(2);
        assertThat(service.health.call().getStatus()).isEqualTo(Status.UP);
        assertThat(service.health.call().getData().orElseThrow()).containsEntry("failedRefreshes", 2L);
        clock.advance(Duration.ofHours(36).plusSeconds(1));
        assertThat(service.health.call().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() {
        var gone = new FakeProvider();
        gone.close();
        var service = new RefreshBed(state, clock, gone);

        service.job.refresh(false);

        assertThat(service.failures(FailureKind.UNREACHABLE)).isEqualTo(1);
    }

    @Test
    void aCatalogWithoutAChatModelIsNoCatalog() {
        PROVIDER.lists("baai/bge-m3");

        service.job.refresh(true);

        assertThat(service.failures(FailureKind.EMPTY)).isEqualTo(1);
        assertThat(service.catalog().total()).isEqualTo(5);
    }

    @Test
    void aFolderThatCannotBeWrittenIsAFailureLikeOthers() throws IOException {
        Path blocked = state.resolve("blocked");
        Files.createDirectories(blocked.resolve("models.json/in the way"));
        var service = new RefreshBed(blocked, clock, PROVIDER);

        service.job.refresh(false);

        assertThat(service.failures(FailureKind.WRITE_FAILED)).isEqualTo(1);
    }

    @Test
    void withNoCatalogAtAllTheServiceIsNotReady() {
        PROVIDER.usually(FakeProvider.status(500));
        var service = new RefreshBed(state.resolve("fresh"), clock, PROVIDER);

        service.job.refresh(false);

        assertThat(service.health.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(service.health.call().getData().orElseThrow()).containsEntry("file", "missing");
    }

    @Test
    void anotherFailureIsSaidAgain() {
        try (var log = new RecordedLog()) {
            PROVIDER.usually(FakeProvider.status(500));
            service.job.refresh(false);
            PROVIDER.usually(FakeProvider.status(401));
            service.job.refresh(false);

            assertThat(log.complaints()).hasSize(2);
        }
    }

    @Test
    void aTryThatWorksEndsTheTrouble() {
        PROVIDER.answersFirst(FakeProvider.status(500), FakeProvider.busy("0"));
        PROVIDER.lists(
                "z-ai/glm-5.2", "moonshotai/kimi-k2.5", "baai/bge-m3", "openai/gpt-oss-120b", "qwen/qwen3.5-397b-a17b");

        assertThat(service.job.refresh(false)).isInstanceOf(RefreshOutcome.Refreshed.class);

        assertThat(PROVIDER.listRequests()).isEqualTo(3);
        assertThat(service.catalog().featured()).startsWith("z-ai/glm-5.2");
    }
}
