package chad.roster;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import chad.roster.testing.StateFolder;
import chad.volume.Catalog;
import chad.volume.CatalogChanges;
import chad.volume.CatalogFile;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(StateFolder.class)
@SuppressWarnings("NullAway.Init") // the container sets the fields
class RosterResourceTest {

    @ConfigProperty(name = "roster.state-dir")
    Path state;

    @ConfigProperty(name = "quarkus.management.test-port")
    int managementPort;

    @BeforeEach
    void aGoodCatalog() throws IOException {
        var ids = List.of("z-ai/glm-5.1", "moonshotai/kimi-k3", "openai/gpt-oss-120b");
        new CatalogFile(state.resolve("models.json"))
                .write(new Catalog(Instant.now(), "", ids, ids, CatalogChanges.NONE, Map.of(), Map.of(), Map.of()));
        Files.deleteIfExists(state.resolve("population.json"));
    }

    @Test
    void theRosterTellsTheModelsAndWhy() {
        get("/roster")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("models", equalTo(List.of("z-ai/glm-5.1", "moonshotai/kimi-k3", "openai/gpt-oss-120b")))
                .body("stage", equalTo("featured"))
                .body("max", equalTo(6))
                .body("reasons.stage", equalTo(List.of("env", "champions", "featured", "fallback")))
                .body("reasons.outcome", equalTo(List.of("empty", "empty", "won", "not-needed")))
                .body("reasons[0].detail", equalTo("CHAD_FUSION_MODELS is not set"));
    }

    @Test
    void fewerCanBeAskedFor() {
        get("/roster?max=1").then().body("models", hasSize(1)).body("max", equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65", "-1", "six", "1e1"})
    void aBadLimitIsToldSo(String max) {
        get("/roster?max=" + max)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:runs-ide:problem:invalid-value"))
                .body("detail", equalTo("`max` can't be `%s`: a number from 1 to 64".formatted(max)))
                .body("errors[0].field", equalTo("max"))
                .body("instance", equalTo("/roster"));
    }

    @Test
    void explainShowsEveryStageAndTheFiles() throws IOException {
        Files.writeString(state.resolve("population.json"), "{");

        get("/roster/explain?max=2")
                .then()
                .statusCode(200)
                .body("models", hasSize(2))
                .body("stages.stage", equalTo(List.of("env", "champions", "featured", "fallback")))
                .body("stages[2].models", hasSize(3))
                .body("stages[2].used", equalTo(2))
                .body("stages[3].models", hasSize(6))
                .body("files.models.state", equalTo("ok"))
                .body("files.population.state", equalTo("broken"))
                .body("files.population.reason", containsString("not valid JSON"));
    }

    @Test
    void theLastGoodCopyServesWhileTheFileIsBroken() throws IOException {
        get("/roster").then().body("models", hasSize(3));
        Files.writeString(state.resolve("models.json"), "{");

        get("/roster").then().statusCode(200).body("models", hasSize(3)).body("stage", equalTo("featured"));
        get("/roster/explain").then().body("files.models.state", equalTo("broken"));
        given().port(managementPort)
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'roster' }.data.featured", containsString("the last good one is used"));
        assertThat(given().port(managementPort).get("/q/metrics").asString())
                .contains("chad_roster_catalog_broken 1.0");
    }

    @Test
    void metricsCountTheAnswersByStage() {
        get("/roster").then().statusCode(200);

        assertThat(given().port(managementPort).get("/q/metrics").asString())
                .containsPattern("chad_roster_answers_total\\{stage=\"featured\"\\} [1-9]")
                .contains("chad_roster_answers_total{stage=\"env\"} 0.0")
                .contains("chad_roster_models 3.0")
                .contains("chad_roster_catalog_age_seconds ")
                .contains("chad_roster_population_broken 0.0");
    }

    @Test
    void whatIsNotThereIsAProblemToo() {
        get("/nowhere")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("instance", equalTo("/nowhere"));
        given().post("/roster").then().statusCode(405).contentType("application/problem+json");
        get("/q/health").then().statusCode(404);
    }
}
