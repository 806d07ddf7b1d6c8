package chad.ide.runs;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import chad.ide.testing.EngineStores;
import chad.ide.testing.Recording;
import chad.ide.testing.Stores;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Inputs and outputs under the names, in the types and with the digits that the workflow gave them. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class GivenDataTest {

    private static void run(String file, String schemas, String output, String runId, String input) {
        EngineStores engine = Workspace.engine();
        engine.write(file, """
            /** @jsxImportSource smithers-orchestrator */
            import { createSmithers } from "smithers-orchestrator";
            import { z } from "zod";
            const { Workflow, Task, smithers, outputs } = createSmithers(
              { %s },
              { dbPath: `${process.env.CHAD_STATE_DIR}/given.db` });
            export default smithers(() => (
              <Workflow name="%s">
                <Task id="camel" output={outputs.builtThing} noRetry>{%s}</Task>
              </Workflow>));
            """.formatted(schemas, file.replace(".jsx", ""), output));
        EngineStores.Ended ended = engine.await(engine.smithers(
                "up", engine.workflows().resolve(file).toString(), "--run-id", runId, "--input", input));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    private static ValidatableResponse detail(String store, String runId) {
        String path = "/api/runs/%s?store=%s".formatted(runId, store);
        await().atMost(Duration.ofSeconds(15)).until(() -> asViewer().get(path).statusCode() == 200);
        return asViewer().get(path).then();
    }

    @Test
    void namesAndTypesAreThoseOfTheWorkflowAlsoInATableThatTwoShare() {
        run(
                "given-one.jsx",
                """
                input: z.object({ delayMs: z.number(), prompt: z.string(), listLike: z.string(), bigTags: z.array(z.string()),
                                  snake_case: z.boolean(), absent: z.string().optional() }),
                builtThing: z.object({ myValue: z.string(), deepThing: z.object({ innerKey: z.number() }),
                                       isOn: z.boolean(), maybe: z.string().nullable() })""",
                "{ myValue: \"[1] Smith\\n[2]\", deepThing: { innerKey: 1.5 }, isOn: true, maybe: null }",
                "given-one-run",
                """
                {"delayMs":1500,"prompt":"[1] Smith 2020: pumps fail.\\n[2] Jones 2021: they do not.\\nWhich is right?",
                 "listLike":"[1,2]","bigTags":["a"],"snake_case":true}""");
        run("given-two.jsx", "builtThing: z.object({ other: z.number() })", "{ other: 7 }", "given-two-run", """
                {"delayMs":1,"text":"{\\"a\\":1}"}""");

        detail("given", "given-one-run")
                .body(
                        "input",
                        equalTo(Map.of(
                                "delayMs",
                                1500,
                                "prompt",
                                "[1] Smith 2020: pumps fail.\n[2] Jones 2021: they do not.\nWhich is right?",
                                "listLike",
                                "[1,2]",
                                "bigTags",
                                List.of("a"),
                                "snake_case",
                                true)))
                .body("nodes[0].output.myValue", equalTo("[1] Smith\n[2]"))
                .body("nodes[0].output.deepThing", equalTo(Map.of("innerKey", 1.5f)))
                .body("nodes[0].output.isOn", equalTo(true))
                .body("nodes[0].output", hasKey("maybe"))
                .body("nodes[0].output", not(hasKey("other")));
        detail("given", "given-two-run")
                .body("input", equalTo(Map.of("delayMs", 1, "text", "{\"a\":1}")))
                .body("nodes[0].output", equalTo(Map.of("other", 7)));
        asViewer()
                .get("/api/runs/given-one-run/output/camel?store=given")
                .then()
                .statusCode(200)
                .body("myValue", equalTo("[1] Smith\n[2]"));
        asViewer()
                .get("/api/runs/given-one-run/input?store=given")
                .then()
                .statusCode(200)
                .body("delayMs", equalTo(1500))
                .body("listLike", equalTo("[1,2]"));
    }

    @Test
    void numbersKeepTheirDigitsAndTheirZeros() {
        Stores.add(
                Recording.FINISHED,
                "given-digits",
                "UPDATE total SET meta = '{\"price\":1.10,\"big\":9007199254740993,\"huge\":1e400}' WHERE node_id = 'sum'",
                "UPDATE total SET chars = 9007199254740993 WHERE node_id = 'sum'");
        Stores.awaitReadable("given-digits");

        for (String path : List.of("/api/runs/fin-1", "/api/runs/fin-1/output/sum")) {
            String body = asViewer()
                    .get(path + "?store=given-digits")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(body).contains("\"price\":1.10,\"big\":9007199254740993,\"huge\":1E+400");
        }
    }

    @Test
    void textThatOnlyBeginsLikeJsonIsShownAsItStands() {
        String text = "{\"parts\":3} and then some";
        Stores.add(Recording.FINISHED, "given-text", "UPDATE total SET meta = '" + text + "' WHERE node_id = 'sum'");
        Stores.awaitReadable("given-text");

        detail("given-text", "fin-1").body("nodes.find { it.id == 'sum' }.output.meta", equalTo(text));
    }

    @Test
    void aDamagedValueHarmsItselfAlone() {
        Stores.add(
                Recording.FINISHED,
                "given-damaged",
                "UPDATE _smithers_attempts SET meta_json = '{\"kind\":' WHERE node_id = 'left'",
                "UPDATE _smithers_attempts SET error_json = x'ff00ff', meta_json = x'00ff' WHERE node_id = 'right'",
                "UPDATE _smithers_snapshot_contents SET outputs_json = 'no json'",
                "UPDATE _smithers_runs SET config_json = '[', error_json = 17",
                "UPDATE total SET meta = x'ff00', chars = 9e999 WHERE node_id = 'sum'",
                "UPDATE _smithers_nodes SET label = x'ffff' || char(0) || 'x', updated_at_ms = 'soon' WHERE node_id = 'left'",
                "UPDATE _smithers_events SET payload_json = x'fffe' WHERE seq = 3");
        Stores.awaitReadable("given-damaged");

        detail("given-damaged", "fin-1")
                .body("nodes.id.size()", equalTo(4))
                .body("nodes.find { it.id == 'sum' }.output.chars", equalTo("Infinity"))
                .body("nodes.find { it.id == 'static' }.kind", equalTo("static"))
                .body("nodes.find { it.id == 'left' }.output.text", equalTo("L:hi"));
        for (String part : List.of("logs", "chat", "timeline", "frames", "graph", "trace/left", "nodes", "input")) {
            asViewer()
                    .get("/api/runs/fin-1/" + part + "?store=given-damaged")
                    .then()
                    .statusCode(200);
        }
    }
}
