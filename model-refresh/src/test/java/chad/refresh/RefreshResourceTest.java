package chad.refresh;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import chad.refresh.testing.FakeProvider;
import chad.refresh.testing.FakeProviderResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(FakeProviderResource.class)
@SuppressWarnings("NullAway.Init") // the container sets the fields
class RefreshResourceTest {

    @Inject
    RefreshJob job;

    @ConfigProperty(name = "refresh.state-dir")
    Path state;

    @ConfigProperty(name = "quarkus.management.test-port")
    int managementPort;

    FakeProvider provider;

    @BeforeEach
    void aGoodCatalog() throws IOException {
        FakeProviderResource.writeCredentials(state, FakeProviderResource.NAMED_KEYS);
        provider.forget();
        provider.lists("z-ai/glm-5.1", "moonshotai/kimi-k2.5", "baai/bge-m3");
        job.refresh(true);
        provider.forget();
    }

    @Test
    void theCatalogIsReadWithoutAKey() {
        get("/models")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("X-Content-Type-Options", "nosniff")
                .body("featured", equalTo(List.of("z-ai/glm-5.1", "moonshotai/kimi-k2.5")))
                .body("chatCount", equalTo(2))
                .body("total", equalTo(3))
                .body("excluded.'baai/bge-m3'", equalTo("embed"))
                .body("classes.embed", containsString("vectors"))
                .body("file", equalTo("ok"))
                .body("$", hasKey("ageSeconds"));
    }

    @Test
    void theLastGoodCatalogIsServedWhileTheFileIsBroken() throws IOException {
        get("/models").then().statusCode(200);
        Files.writeString(state.resolve("models.json"), "{");

        get("/models").then().statusCode(200).body("file", equalTo("broken")).body("total", equalTo(3));
    }

    @Test
    void theHistoryIsPaged() {
        get("/history")
                .then()
                .statusCode(200)
                .body("items[0].total", equalTo(3))
                .body("nextCursor", nullValue());
        get("/history?before=2020-01-01&limit=1").then().statusCode(200).body("items.size()", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource({"limit=0", "limit=367", "limit=many", "before=yesterday"})
    void aBadQueryIsToldSo(String query) {
        get("/history?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:runs-ide:problem:invalid-value"))
                .body("errors[0].field", equalTo(query.substring(0, query.indexOf('='))))
                .body("errors[0].value", equalTo(query.substring(query.indexOf('=') + 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file-key-of-the-tests", "cron-key-of-the-tests"})
    void anOperatorsKeyRefreshes(String key) {
        provider.lists("z-ai/glm-5.2", "moonshotai/kimi-k2.5", "baai/bge-m3");

        with(key).post("/refresh").then().statusCode(200).body("featured", hasItem("z-ai/glm-5.2"));

        get("/models").then().body("featured", hasItem("z-ai/glm-5.2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong", "file-key-of-the-tests2", "FILE-KEY-OF-THE-TESTS"})
    void withoutAValidKeyNothingIsRefreshed(String key) {
        with(key)
                .post("/refresh")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", containsString("x-smithers-key"))
                .body("type", equalTo("urn:runs-ide:problem:unauthenticated"))
                .body("status", equalTo(401))
                .body("instance", equalTo("/refresh"))
                .body("detail", not(containsString("file-key-of-the-tests")));
        given().post("/refresh").then().statusCode(401);
        assertThat(provider.listRequests()).isZero();
    }

    @Test
    void aViewersKeyMayNotRefresh() {
        with("wall-key-of-the-tests")
                .post("/refresh")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:runs-ide:problem:forbidden"));
        assertThat(provider.listRequests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"SMITHERS_RUNS_API_KEY\": \"\"}", "[]", "{\"SMITHERS_RUNS", "{\"keys\": 3}"})
    void withNoKeyConfiguredEveryKeyIsRefused(String credentials) throws IOException {
        FakeProviderResource.writeCredentials(state, credentials);

        with("").post("/refresh").then().statusCode(401).body("detail", containsString("No key is configured"));
        with("file-key-of-the-tests").post("/refresh").then().statusCode(401);
    }

    @Test
    void aRefreshThatFailsSaysWhy() {
        provider.usually(FakeProvider.status(401));

        with("file-key-of-the-tests")
                .post("/refresh")
                .then()
                .statusCode(502)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:runs-ide:problem:refresh-failed"))
                .body("detail", containsString("NVIDIA_API_KEY"));
    }

    @Test
    void aShrunkenListIsAcceptedWhenAskedTo() {
        provider.lists("z-ai/glm-5.1");

        with("file-key-of-the-tests")
                .post("/refresh")
                .then()
                .statusCode(502)
                .body("detail", containsString("acceptShrunken=true"));
        with("file-key-of-the-tests")
                .post("/refresh?acceptShrunken=true")
                .then()
                .statusCode(200)
                .body("total", equalTo(1));
    }

    @Test
    void aRefreshBesideAnotherIsAConflict() {
        provider.usually(exchange -> {
            with("file-key-of-the-tests")
                    .post("/refresh")
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("urn:runs-ide:problem:refresh-running"));
            FakeProvider.status(401).to(exchange);
        });

        with("file-key-of-the-tests")
                .post("/refresh")
                .then()
                .statusCode(502)
                .body("detail", containsString("answered 401"));
    }

    @Test
    void whatIsNotThereIsAProblemToo() {
        get("/nowhere")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("instance", equalTo("/nowhere"));
        get("/refresh").then().statusCode(405).contentType("application/problem+json");
        given().delete("/models").then().statusCode(405).contentType("application/problem+json");
        given().accept("text/html").get("/models").then().statusCode(406).contentType("application/problem+json");
    }

    @Test
    void healthTellsTheFilesAgeOnTheManagementPortOnly() {
        management()
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'catalog' }.data.file", equalTo("ok"))
                .body("checks.find { it.name == 'catalog' }.data.staleAfterSeconds", equalTo(36 * 3600));
        get("/q/health").then().statusCode(404);
    }

    @Test
    void metricsAreNamedAsPrometheusWants() {
        provider.usually(FakeProvider.status(500));
        job.refresh(false);

        String metrics =
                management().get("/q/metrics").then().statusCode(200).extract().asString();

        assertThat(metrics)
                .contains("chad_catalog_age_seconds ")
                .contains("chad_catalog_models{kind=\"chat\"} 2.0")
                .contains("chad_catalog_models{kind=\"featured\"} 2.0")
                .contains("chad_catalog_models{kind=\"new\"} 0.0")
                .contains("chad_refresh_failures_total{reason=\"server-error\"}")
                .contains("chad_refresh_failures_total{reason=\"shrunken\"}")
                .contains("chad_refresh_duration_seconds_count{outcome=\"refreshed\"}")
                .contains("chad_refresh_duration_seconds_sum{outcome=\"failed\"}");
    }

    @Test
    void aBugIsAnsweredByAnIdAndNothingElse() throws IOException {
        Files.deleteIfExists(state.resolve("models-history.json"));
        Files.createDirectory(state.resolve("models-history.json"));
        try {
            get("/history")
                    .then()
                    .statusCode(500)
                    .body(
                            "detail",
                            matchesPattern(
                                    "Something went wrong in the service\\. Its log has the details under [0-9a-f-]{36}\\."));
        } finally {
            Files.delete(state.resolve("models-history.json"));
        }
    }

    private static RequestSpecification with(String key) {
        return given().header("x-smithers-key", key);
    }

    private RequestSpecification management() {
        return given().port(managementPort);
    }
}
