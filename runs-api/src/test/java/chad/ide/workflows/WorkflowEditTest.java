package chad.ide.workflows;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.EngineStores;
import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class WorkflowEditTest {

    private static Path file(String name) {
        return Workspace.engine().workflows().resolve(name);
    }

    private static ValidatableResponse save(String name, String source, Map<String, String> headers) {
        return asOperator()
                .contentType("application/json")
                .headers(headers)
                .body(Map.of("name", name, "source", source))
                .post("/api/workflow-file")
                .then();
    }

    private static String made(String name, String source) {
        return save(name, source, Map.of("If-None-Match", "*"))
                .statusCode(201)
                .extract()
                .header("ETag");
    }

    private static ValidatableResponse post(String verb, String ifMatch, Map<String, Object> body) {
        return asOperator()
                .contentType("application/json")
                .header("If-Match", ifMatch)
                .body(body)
                .post("/api/workflow-file/" + verb)
                .then();
    }

    @Test
    void aFileIsMadeSavedAndReadBack() {
        String etag = made("edit/first.jsx", "one");
        assertThat(file("edit/first.jsx")).hasContent("one");

        String next = save("edit/first.jsx", "two €", Map.of("If-Match", etag))
                .statusCode(200)
                .body("source", is("two €"))
                .extract()
                .header("ETag");

        asViewer()
                .get("/api/workflow-file?name=edit/first.jsx")
                .then()
                .body("source", is("two €"))
                .header("ETag", is(next));
        assertThat(file("edit").toFile().list()).containsExactly("first.jsx");
    }

    @Test
    void aLostUpdateIsRefusedAndSaysWhoWasFaster() {
        String etag = made("lost.jsx", "one");
        String now = save("lost.jsx", "two", Map.of("If-Match", etag))
                .statusCode(200)
                .extract()
                .header("ETag");

        save("lost.jsx", "three", Map.of("If-Match", etag))
                .statusCode(412)
                .body("type", is("urn:runs-ide:problem:precondition-failed"))
                .body("errors[0].allowed", is(now))
                .body("detail", containsString("saved by machine"));
        save("lost.jsx", "three", Map.of()).statusCode(428);
        save("lost.jsx", "three", Map.of("If-Match", "W/" + etag)).statusCode(412);
        save("lost.jsx", "three", Map.of("If-None-Match", "*")).statusCode(412);
        save("LOST.jsx", "three", Map.of("If-None-Match", "*")).statusCode(412);
        save("never.jsx", "three", Map.of("If-Match", now)).statusCode(412);
        assertThat(file("lost.jsx")).hasContent("two");
    }

    @Test
    void everyTextIsKeptAndCanBeComparedAndBroughtBack() throws IOException {
        String etag = made("kept.jsx", "a\nb\nc\n");
        etag = save("kept.jsx", "a\nB\nc\nd\n", Map.of("If-Match", etag))
                .extract()
                .header("ETag");
        Files.writeString(file("kept.jsx"), "by hand\n");
        save("kept.jsx", "x", Map.of("If-Match", etag))
                .statusCode(412)
                .body("detail", containsString("someone outside"));

        asViewer()
                .get("/api/workflow-file/versions?name=kept.jsx")
                .then()
                .body("items.version", contains(3, 2, 1))
                .body("items.action", contains("found", "saved", "created"))
                .body("items.by", contains(null, "machine", "machine"));
        asViewer()
                .get("/api/workflow-file/version?name=kept.jsx&version=1")
                .then()
                .body("source", is("a\nb\nc\n"));
        asViewer()
                .get("/api/workflow-file/diff?name=kept.jsx&from=1&to=2")
                .then()
                .body("added", is(2))
                .body("removed", is(1))
                .body("unified", containsString("-b\n+B\n c\n+d\n"));
        asViewer().get("/api/workflow-file/diff?name=kept.jsx&from=3").then().body("unified", is(""));

        String now = asViewer().get("/api/workflow-file?name=kept.jsx").header("ETag");
        post("restore", now, Map.of("name", "kept.jsx", "version", 2)).statusCode(200);
        assertThat(file("kept.jsx")).hasContent("a\nB\nc\nd\n");
        post("restore", "*", Map.of("name", "kept.jsx", "version", 99)).statusCode(404);
    }

    @Test
    void aDeletedFileIsRecovered() {
        String etag = made("gone.jsx", "precious");
        asOperator().delete("/api/workflow-file?name=gone.jsx").then().statusCode(428);
        asOperator()
                .header("If-Match", "\"other\"")
                .delete("/api/workflow-file?name=gone.jsx")
                .then()
                .statusCode(412);
        asOperator()
                .header("If-Match", etag)
                .delete("/api/workflow-file?name=gone.jsx")
                .then()
                .statusCode(204);
        assertThat(file("gone.jsx")).doesNotExist();

        int last = asViewer()
                .get("/api/workflow-file/deleted")
                .then()
                .body("items.name", hasItem("gone.jsx"))
                .body("items.find { it.name == 'gone.jsx' }.lastVersion.action", is("deleted"))
                .extract()
                .path("items.find { it.name == 'gone.jsx' }.lastVersion.version");
        post("restore", "*", Map.of("name", "gone.jsx", "version", last)).statusCode(201);
        assertThat(file("gone.jsx")).hasContent("precious");
    }

    @Test
    void aFileGetsAnotherName() {
        String etag = made("old-name.jsx", "text");
        made("taken.jsx", "other");

        post("rename", etag, Map.of("name", "old-name.jsx", "to", "taken.jsx")).statusCode(412);
        post("rename", etag, Map.of("name", "old-name.jsx", "to", "../out.jsx")).statusCode(400);
        post("rename", etag, Map.of("name", "old-name.jsx", "to", "sub/new-name.jsx"))
                .statusCode(201)
                .body("name", is("sub/new-name.jsx"));

        assertThat(file("old-name.jsx")).doesNotExist();
        assertThat(file("sub/new-name.jsx")).hasContent("text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "fusion", "approval", "loop"})
    void theEngineLoadsEveryTemplate(String template) throws IOException {
        copyRealLibrary();
        String name = "made/From_" + template + ".jsx";
        String source = asOperator()
                .contentType("application/json")
                .body(Map.of("name", name, "template", template))
                .post("/api/workflow-file")
                .then()
                .statusCode(201)
                .body("source", containsString("<Workflow name=\"from-" + template + "\">"))
                .extract()
                .path("source");

        asOperator()
                .contentType("application/json")
                .body(Map.of("name", name, "source", source))
                .post("/api/workflow-file/check")
                .then()
                .statusCode(200)
                .body("diagnostics", is(List.of()))
                .body("valid", is(true));
    }

    private static void copyRealLibrary() throws IOException {
        Path library = EngineStores.nodeModules().resolveSibling("lib");
        try (Stream<Path> files = Files.list(library)) {
            for (Path source : files.toList()) {
                Path target = file("lib").resolve(source.getFileName().toString());
                if (!Files.exists(target)) {
                    Files.copy(source, target);
                }
            }
        }
    }

    @Test
    void aTextThatCanNotBeLoadedIsExplainedByLineAndNotSaved() {
        asOperator()
                .contentType("application/json")
                .body(Map.of("name", "unsaved.jsx", "source", "import {\nconst x = {;\nexport default 1;\n"))
                .post("/api/workflow-file/check")
                .then()
                .statusCode(200)
                .body("valid", is(false))
                .body("diagnostics.line", everyItem(not(nullValue())))
                .body("diagnostics[0].message", not(containsString("(line")));
        assertThat(file(".").toFile().list()).noneMatch(entry -> entry.startsWith(".draft"));
        assertThat(file("unsaved.jsx")).doesNotExist();
    }

    @Test
    void aChangeOfALibraryNamesTheRunsThatItWouldStrand() {
        EngineStores engine = Workspace.engine();
        engine.write("lib/stranding.jsx", "export { default } from \"../gate.jsx\";\n");
        engine.run(Sample.GATE, "stranded-1", "{}");

        await().untilAsserted(() -> asViewer()
                .get("/api/workflow-file/impact?name=gate.jsx")
                .then()
                .statusCode(200)
                .body("files", hasItems("gate.jsx", "lib/stranding.jsx"))
                .body("runs.runId", hasItem("stranded-1"))
                .body("runs.find { it.runId == 'stranded-1' }.state", is("waiting-approval")));
        asViewer()
                .get("/api/workflow-file/impact?name=lib/stranding.jsx")
                .then()
                .body("runs.runId", not(hasItem("stranded-1")));
    }

    @Test
    void aViewerReadsButDoesNotWrite() {
        for (String verb : List.of("", "/rename", "/restore", "/check")) {
            asViewer()
                    .contentType("application/json")
                    .body(Map.of("name", "viewer.jsx", "source", "x"))
                    .post("/api/workflow-file" + verb)
                    .then()
                    .statusCode(403);
        }
        asViewer().delete("/api/workflow-file?name=count.jsx").then().statusCode(403);
        asViewer().get("/api/workflow-templates").then().body("items.name", hasItems("plain", "loop"));
    }

    @Test
    void aSaveLeavesALineInTheAuditLog() {
        made("audited.jsx", "text");

        await().untilAsserted(() -> asViewer()
                .get("/api/audit?action=workflow-file&result=allowed&limit=500")
                .then()
                .body("items.workflow", hasItem("audited.jsx"))
                .body("items.find { it.workflow == 'audited.jsx' }.principal", is("machine")));
    }
}
