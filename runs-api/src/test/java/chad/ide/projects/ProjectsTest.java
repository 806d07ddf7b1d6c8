package chad.ide.projects;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.projects.ModelServer.Edit;
import chad.ide.testing.EngineStores;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Agents work in the project that a launch names, with its diffs, its worktrees and a way back, and nothing is ever
 * written into the repository that the service itself lies in.
 */
@QuarkusTest
@TestProfile(InAClone.class)
@TestSecurity(
        user = "kim",
        roles = {"viewer", "operator"})
class ProjectsTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    private List<String> cloneBefore = List.of();

    @BeforeEach
    void look() {
        cloneBefore = stateOfClone();
    }

    @AfterEach
    void theCloneIsUntouched() {
        assertThat(stateOfClone()).isEqualTo(cloneBefore);
    }

    private static List<String> stateOfClone() {
        return List.of(
                InAClone.git(InAClone.cloned(), "status", "--porcelain"),
                InAClone.git(InAClone.cloned(), "worktree", "list"),
                InAClone.git(InAClone.cloned(), "branch", "--all"),
                String.valueOf(Files.exists(InAClone.cloned().resolve(".jj"))));
    }

    @Test
    void projectsSayWhatIsWrongWithThem() {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/projects")
                        .then()
                        .statusCode(200)
                        .body("items.name", contains("work", "shop", "plain", "gone", "all", "nameless"))
                        .body("items[0].repository", is("jj"))
                        .body("items[0].note", nullValue()));
        given().get("/api/projects")
                .then()
                .body("items.find { it.name == 'shop' }.repository", is("git"))
                .body("items.find { it.name == 'gone' }.note", is("there is no such folder"))
                .body("items.find { it.name == 'all' }.note", containsString("it contains the state folder"))
                .body("items.find { it.name == 'nameless' }.note", containsString("`name=path`"))
                .body("items.findAll { it.usable }.name", hasItem("shop"));

        copy("lane.jsx");
        launch("lane.jsx", "lane-gone", "gone")
                .statusCode(409)
                .body("type", is("urn:runs-ide:problem:project-unusable"))
                .body("detail", containsString("there is no such folder"));
        launch("lane.jsx", "lane-typo", "shopp").statusCode(400).body("errors[0].allowed", containsString("shop"));
    }

    /** It made a branch and a worktree in the clone, and had no diff. */
    @Test
    void aWorktreeOfWhoNamesNoProjectIsMadeInWork() throws IOException {
        copy("lane.jsx");
        launch("lane.jsx", "lane-1", null).statusCode(201);
        awaitState("lane-1", "finished");

        Path work = state().resolve("work");
        given().get("/api/runs/lane-1")
                .then()
                .body("nodes[0].output.dir", is(work.resolve(".worktrees/lane").toString()))
                .body("nodes[0].output.cwd", is(work.toString()));
        given().get("/api/runs/lane-1/diff/edit")
                .then()
                .statusCode(200)
                .body("files.path", contains("NEW.txt"))
                .body("files[0].operation", is("add"))
                .body("statistics.additions", is(1));
        assertThat(state().resolve("executions/lane-1/logs/stream.ndjson")).isRegularFile();
        assertThat(entries(work)).containsExactlyInAnyOrder(".git", ".jj", ".worktrees");
        assertThat(work.resolve(".git/info/exclude")).content().containsOnlyOnce(".worktrees/");

        Path other = cloneOfShop("other-than-work");
        Path forged = record(work, "stray", other.resolve(".git"), "jj");
        post("/api/projects/work/worktrees/prune", "{\"runId\":\"forged\",\"force\":true}")
                .statusCode(200)
                .body("removed", empty())
                .body("kept[0].kept", containsString("not this worktree"));
        assertThat(other.resolve("price.txt")).exists();
        delete(forged);

        Path owner = recordOf(work, "lane-1");
        String recorded = Files.readString(owner);
        for (String another : List.of("default", "mine")) { // jj forgot whichever the record named
            InAClone.jj(work, "workspace", "add", "--name", "mine", "../mine-" + another);
            Files.writeString(
                    owner,
                    recorded.replaceFirst("\"workspaceName\":\\s*\"lane\"", "\"workspaceName\":\"" + another + "\""));
            post("/api/projects/work/worktrees/prune", "{\"runId\":\"lane-1\",\"force\":true}")
                    .statusCode(200)
                    .body("removed", empty())
                    .body("kept[0].kept", containsString("workspace of another folder"));
            assertThat(InAClone.jj(work, "workspace", "list")).contains("default:", "lane:", "mine:");
            InAClone.jj(work, "workspace", "forget", "mine");
        }
        Files.writeString(owner, recorded);

        post("/api/projects/work/worktrees/prune", "{\"runId\":\"lane-1\"}")
                .statusCode(200)
                .body("removed.path", contains(".worktrees/lane"));
        assertThat(work.resolve(".worktrees/lane")).doesNotExist();
    }

    /** An agent can write the engine's records of worktrees, for they lie in the repository. */
    @Test
    void pruneRemovesWhatIsAWorktreeOfTheRepositoryAndNothingElse() throws IOException {
        Path shop = InAClone.shop();
        Path other = cloneOfShop("other");
        Path mine = shop.resolveSibling("mine");
        InAClone.git(shop, "worktree", "add", "-b", "mine", mine.toString());
        Files.move(mine, shop.resolveSibling("not-mounted-now"));
        Path left = shop.resolve(".worktrees/left");
        InAClone.git(shop, "worktree", "add", "-b", "left", left.toString());
        record(shop, "left", left.resolve(".git"), "git");
        List<Path> forged = List.of(
                record(shop, "stray", other.resolve(".git"), "git"),
                record(shop, "self", shop.resolve(".git"), "git"),
                record(shop, "former", shop.resolve(".worktrees/former/.git"), "jj"));
        try {
            post("/api/projects/shop/worktrees/prune", "{\"runId\":\"forged\",\"force\":true}")
                    .statusCode(200)
                    .body("removed.path", contains(".worktrees/left"))
                    .body("kept.size()", is(3))
                    .body("kept.kept", hasItem(containsString("contains the project itself")))
                    .body("kept.kept", hasItem(containsString("not this worktree")))
                    .body("kept.kept", hasItem(containsString("created by a different tool")));

            assertThat(left).doesNotExist();
            assertThat(other.resolve("price.txt")).exists();
            assertThat(shop.resolve("price.txt")).exists();
            assertThat(InAClone.git(shop, "worktree", "list")).contains(mine.toString());
        } finally {
            for (Path record : forged) {
                delete(record);
            }
        }
    }

    /** In another repository git starts what that one's settings name: it was asked before the folder was doubted. */
    @Test
    void gitIsNotAskedInAFolderThatOnlyARecordNames() throws IOException {
        Path other = cloneOfShop("with-a-filter");
        Path started = other.resolveSibling("started-by-a-filter");
        InAClone.git(other, "config", "filter.odd.clean", "touch " + started);
        Files.writeString(other.resolve(".gitattributes"), "price.txt filter=odd\n");
        Files.writeString(other.resolve("price.txt"), "4 euros\n");
        Path forged = record(InAClone.shop(), "filtered", other.resolve(".git"), "git");
        try {
            given().get("/api/projects/shop/worktrees")
                    .then()
                    .body("items.find { it.runId == 'forged' }.kept", containsString("not this worktree"));
            post("/api/projects/shop/worktrees/prune", "{\"runId\":\"forged\",\"force\":true}")
                    .body("removed", empty());

            assertThat(started).doesNotExist();
        } finally {
            delete(forged);
        }
        InAClone.git(other, "status", "--porcelain");
        assertThat(started).as("what git would have done").exists();
    }

    private static Path cloneOfShop(String name) {
        Path clone = InAClone.shop().resolveSibling(name);
        InAClone.git(InAClone.shop(), "clone", InAClone.shop().toString(), clone.toString());
        return clone;
    }

    /** As the engine keeps one, in git's own folder of the worktree. */
    private static Path record(Path repository, String name, Path link, String program) throws IOException {
        Path admin =
                Files.createDirectories(repository.resolve(".git/worktrees").resolve(name));
        Files.writeString(admin.resolve("gitdir"), link + "\n");
        Files.writeString(
                admin.resolve("smithers-owner.json"),
                "{\"runId\":\"forged\",\"vcsType\":\"%s\",\"workspaceName\":\"%s\"}".formatted(program, name));
        return admin;
    }

    private static Path recordOf(Path repository, String runId) throws IOException {
        try (Stream<Path> files = Files.walk(repository.resolve(".git/worktrees"), 2)) {
            for (Path file :
                    files.filter(one -> one.endsWith("smithers-owner.json")).toList()) {
                if (Files.readString(file).contains('"' + runId + '"')) {
                    return file;
                }
            }
        }
        throw new AssertionError("no record of " + runId);
    }

    private static void delete(Path record) throws IOException {
        for (String file : entries(record)) {
            Files.delete(record.resolve(file));
        }
        Files.delete(record);
    }

    /** The files that it would bring back are those that the other one works on. */
    @Test
    void noRevertInAFolderInWhichAnotherRunWorks() throws IOException {
        InAClone.workspace().write("flat.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers } from "smithers-orchestrator";
                import { writeFileSync } from "node:fs";
                import { z } from "zod";
                const { Workflow, Task, smithers, outputs } = createSmithers({ row: z.object({ done: z.boolean() }) });
                const writer = {
                  id: "writer",
                  async generate({ rootDir }) {
                    writeFileSync(`${rootDir}/FLAT.txt`, "flat\\n");
                    return { text: '{"done":true}', output: { done: true } };
                  },
                };
                export default smithers(() => (
                  <Workflow name="flat">
                    <Task id="edit" agent={writer} output={outputs.row} retries={0}>Edit</Task>
                  </Workflow>));
                """);
        copy("slow.jsx");
        launch("flat.jsx", "flat-1", "shop").statusCode(201);
        awaitState("flat-1", "finished");
        Path release = state().resolve("release-slow");
        post(
                        "/api/launch",
                        "{\"workflow\":\"slow.jsx\",\"runId\":\"slow-1\",\"project\":\"shop\",\"input\":{\"delayMs\":90000,\"releaseFile\":\"%s\"}}"
                                .formatted(release))
                .statusCode(201);
        awaitState("slow-1", "running");

        String why = "Run `slow-1` is working there now: pause it first.";
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/flat-1/undo/revert?node=edit")
                        .then()
                        .body("possible", is(false))
                        .body("why", containsString(why)));
        post("/api/runs/flat-1/revert", "{\"node\":\"edit\"}")
                .statusCode(409)
                .body("type", is("urn:runs-ide:problem:revert-impossible"))
                .body("detail", containsString(why));

        Files.createFile(release);
        awaitState("slow-1", "finished");
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/runs/flat-1/undo/revert?node=edit")
                        .then()
                        .body("possible", is(true)));
    }

    /** What lies above a folder without a repository is none of its business. */
    @Test
    void aProjectWithoutARepositoryHasNoWorktreesRatherThanThoseOfTheClone() throws IOException {
        Files.createDirectories(state().resolve("plain"));
        copy("lane.jsx");

        launch("lane.jsx", "lane-plain", "plain").statusCode(201);

        awaitState("lane-plain", "failed");
        given().get("/api/runs/lane-plain")
                .then()
                .body("nodes[0].attempts[0].error.message", containsString("no git or jj repository found"));
        given().get("/api/projects")
                .then()
                .body("items.find { it.name == 'plain' }.note", containsString("no repository"));
    }

    /** The engine's own layout: a repository brings its workflows along. */
    @Test
    void thePackOfAProjectIsListedAndLaunchedInIt() throws IOException {
        Path workflows = Files.createDirectories(state().resolve("plain/.smithers/workflows"));
        if (!Files.exists(workflows.resolveSibling("node_modules"))) {
            Files.createSymbolicLink(workflows.resolveSibling("node_modules"), EngineStores.nodeModules());
        }
        Files.writeString(workflows.resolve("where.jsx"), """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, Task, smithers, outputs } = createSmithers({ place: z.object({ cwd: z.string() }) });
                export default smithers(() => (
                  <Workflow name="where">
                    <Task id="look" output={outputs.place} noRetry>{() => ({ cwd: process.cwd() })}</Task>
                  </Workflow>));
                """);

        await().atMost(LONG)
                .untilAsserted(() ->
                        given().get("/api/workflows").then().body("items.name", hasItem("@plain/workflows/where.jsx")));
        launch("@plain/workflows/where.jsx", "pack-1", null).statusCode(201).body("store", is("plain-where"));

        awaitState("pack-1", "finished");
        given().get("/api/runs/pack-1")
                .then()
                .body("workflow", is("@plain/workflows/where.jsx"))
                .body("nodes[0].output.cwd", is(state().resolve("plain").toString()));
    }

    /** It was loaded in `work`, or in an empty folder, where what it reads is not. */
    @Test
    void theFormAndTheGraphAreThoseOfTheProjectThatALaunchTakes() throws IOException {
        InAClone.workspace().write("priced.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                // runs-ide-project: shop
                import { createSmithers } from "smithers-orchestrator";
                import { readFileSync } from "node:fs";
                import { z } from "zod";
                const price = readFileSync("price.txt", "utf8").trim();
                const { Workflow, Task, smithers, outputs } = createSmithers({
                  input: z.object({ price: z.string().default(price) }),
                  row: z.object({ price: z.string() }),
                });
                export default smithers(() => (
                  <Workflow name="priced">
                    <Task id="tell" label={price} output={outputs.row} noRetry>{() => ({ price })}</Task>
                  </Workflow>));
                """);

        given().get("/api/workflow-form?name=priced.jsx")
                .then()
                .statusCode(200)
                .body("note", nullValue())
                .body("inputSchema.properties.price.default", is("3 euros"));
        given().get("/api/workflow-graph?name=priced.jsx")
                .then()
                .statusCode(200)
                .body("tasks.label", contains("3 euros"));
        assertThat(entries(InAClone.shop())).doesNotContain("smithers.db", ".smithers");
    }

    @Test
    void anAgentsEditsAreShownApprovedAndTakenBack() throws IOException {
        copy("mend.jsx");
        InAClone.git(InAClone.shop(), "config", "diff.noprefix", "true"); // cut two letters off each path
        String shopBefore = InAClone.git(InAClone.shop(), "status", "--porcelain")
                + InAClone.git(InAClone.shop(), "log", "--oneline", "main");
        try (ModelServer models = new ModelServer(
                Map.of("plan", new Edit("PLAN.txt", "Cheaper.\n"), "edit", new Edit("price.txt", "2 euros\n")))) {
            given().contentType(ContentType.JSON)
                    .body(
                            "{\"workflow\":\"mend.jsx\",\"runId\":\"mend-1\",\"project\":\"shop\",\"input\":{\"model\":\"%s\"}}"
                                    .formatted(models.address()))
                    .post("/api/launch")
                    .then()
                    .statusCode(201)
                    .body("store", is("mend"));
            awaitState("mend-1", "waiting-approval");
        }
        Path lane = InAClone.shop().resolve(".worktrees/mend-1");
        assertThat(lane.resolve("price.txt")).hasContent("2 euros\n");

        given().get("/api/runs/mend-1/diff/plan").then().body("files.path", contains("PLAN.txt"));
        given().get("/api/runs/mend-1/diff/edit")
                .then()
                .body("files.path", contains("price.txt"))
                .body("files[0].operation", is("modify"))
                .body("files[0].diff", containsString("-3 euros\n+2 euros"));
        given().get("/api/runs/mend-1/diff/edit/patch")
                .then()
                .contentType("text/plain")
                .body(containsString("+2 euros"));
        given().get("/api/projects/shop/worktrees")
                .then()
                .body("items.size()", is(1))
                .body("items[0].path", is(".worktrees/mend-1"))
                .body("items[0].branch", is("agents/mend-1"))
                .body("items[0].runId", is("mend-1"))
                .body("items[0].store", is("mend"))
                .body("items[0].unsaved", is(true))
                .body("items[0].kept", is("its run has not ended"));
        post("/api/projects/shop/worktrees/prune", "{\"force\":true}")
                .statusCode(200)
                .body("removed", empty())
                .body("kept.runId", contains("mend-1"));

        post("/api/runs/mend-1/approve", "{\"node\":\"release\"}").statusCode(200);
        awaitState("mend-1", "finished");
        given().get("/api/runs/mend-1/undo/revert?node=plan")
                .then()
                .statusCode(200)
                .body("possible", is(true))
                .body("files", contains("price.txt"))
                .body("undoes[0]", containsString("after attempt 1 of `plan`"))
                .body("keeps", hasItem(containsString("nothing is executed")));
        post("/api/runs/mend-1/revert", "{\"node\":\"plan\"}").statusCode(200).body("engine.success", is(true));

        assertThat(lane.resolve("price.txt")).hasContent("3 euros\n");
        assertThat(lane.resolve("PLAN.txt")).hasContent("Cheaper.\n");
        assertThat(InAClone.git(InAClone.shop(), "status", "--porcelain")
                        + InAClone.git(InAClone.shop(), "log", "--oneline", "main"))
                .isEqualTo(shopBefore);

        post("/api/projects/shop/worktrees/prune", "{\"runId\":\"mend-1\"}")
                .statusCode(200)
                .body("kept[0].kept", containsString("no branch has committed"));
        post("/api/projects/shop/worktrees/prune", "{\"runId\":\"mend-1\",\"force\":true}")
                .statusCode(200)
                .body("removed.path", contains(".worktrees/mend-1"));
        assertThat(lane).doesNotExist();
        assertThat(InAClone.git(InAClone.shop(), "worktree", "list")).doesNotContain("mend-1");
        given().get("/api/runs/mend-1/diff/edit").then().body("files.path", contains("price.txt"));
    }

    /** The engine compared the project's repository with the one around the workflow's file, and refused. */
    @Test
    void aNodeIsRetriedAndARunForkedInTheirProject() throws IOException {
        InAClone.workspace().write("where.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                // runs-ide-project: shop
                import { createSmithers } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, Task, smithers, outputs } = createSmithers({ row: z.object({ cwd: z.string() }) });
                const cwd = process.cwd();
                export default smithers(() => (
                  <Workflow name="where">
                    <Task id="a" output={outputs.row} noRetry>{() => ({ cwd })}</Task>
                  </Workflow>));
                """);
        launch("where.jsx", "where-1", null).statusCode(201).body("store", is("where"));
        awaitState("where-1", "finished");
        given().get("/api/runs/where-1")
                .then()
                .body("nodes[0].output.cwd", is(InAClone.shop().toString()));

        post("/api/runs/where-1/retry", "{\"node\":\"a\"}").statusCode(200).body("continued", is(true));
        awaitState("where-1", "finished");
        String fork = post("/api/runs/where-1/fork", "{\"frame\":1,\"run\":true}")
                .statusCode(201)
                .body("runId", notNullValue())
                .extract()
                .path("runId");
        awaitState(fork, "finished");
        given().get("/api/runs/" + fork)
                .then()
                .body("nodes[0].output.cwd", is(InAClone.shop().toString()));
        assertThat(InAClone.shop().resolve("smithers.db")).doesNotExist();
        assertThat(InAClone.shop().resolve(".smithers")).doesNotExist();
    }

    /** Nobody named a project for it: its folder is the one in which it was launched. */
    @Test
    void aRunThatWasLaunchedByHandGoesOnWhereItBegan() throws Exception {
        Path workflow = InAClone.workspace().write("hand.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { Approval, createSmithers, Sequence } from "smithers-orchestrator";
                import { z } from "zod";
                const text = z.string().nullable();
                const { Workflow, Task, smithers, outputs } = createSmithers({
                  row: z.object({ cwd: z.string() }),
                  decision: z.object({ approved: z.boolean(), note: text, decidedBy: text, decidedAt: text }),
                });
                const cwd = process.cwd();
                export default smithers(() => (
                  <Workflow name="hand">
                    <Sequence>
                      <Approval id="go" output={outputs.decision} request={{ title: "Go on" }} />
                      <Task id="a" output={outputs.row} noRetry>{() => ({ cwd })}</Task>
                    </Sequence>
                  </Workflow>));
                """);
        Path programs = EngineStores.nodeModules().resolve(".bin");
        ProcessBuilder up = new ProcessBuilder(
                        programs.resolve("smithers").toString(), "up", workflow.toString(), "--run-id", "hand-1")
                .directory(InAClone.byHand().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        up.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        up.environment().put("SMITHERS_POST_FAILURE", "0");
        assertThat(up.start().waitFor(90, TimeUnit.SECONDS)).isTrue();
        awaitState("hand-1", "waiting-approval");

        post("/api/runs/hand-1/approve", "{\"node\":\"go\"}").statusCode(200).body("continued", is(true));

        awaitState("hand-1", "finished");
        given().get("/api/runs/hand-1")
                .then()
                .body(
                        "nodes.find { it.id == 'a' }.output.cwd",
                        is(InAClone.byHand().toString()));
    }

    /** "RewindFailed: The rewind did not complete successfully." */
    @Test
    void aRewindPastListsSaysWhyItCantAndAReplayFindsItsFrame() {
        copy("arrays.jsx");
        launch("arrays.jsx", "lists-1", null).statusCode(201);
        awaitState("lists-1", "finished");
        int frame = given().get("/api/runs/lists-1").path("frameNo");

        post("/api/runs/lists-1/rewind", "{\"frame\":%d}".formatted(frame))
                .statusCode(409)
                .body("type", is("urn:runs-ide:problem:rewind-impossible"))
                .body("detail", containsString("Replay the run from that frame instead"));
        given().get("/api/runs/lists-1").then().body("state", is("finished")).body("frameNo", is(frame));
        given().get("/api/runs/lists-1/undo/rewind?frame=" + frame).then().body("possible", is(false));
        given().get("/api/runs/lists-1/undo/replay?node=b")
                .then()
                .body("possible", is(true))
                .body("undoes[0]", containsString("(`b`)"));
        String replay = post("/api/runs/lists-1/replay", "{\"resetNode\":\"b\"}")
                .statusCode(201)
                .extract()
                .path("runId");
        awaitState(replay, "finished");
        given().get("/api/runs/" + replay).then().body("nodes.find { it.id == 'b' }.output.tags", contains("y"));
        given().get("/api/runs/lists-1/output-diff/a?otherNode=b")
                .then()
                .statusCode(200)
                .body("unified", containsString("-  - x\n+  - y"));
        given().get("/api/runs/lists-1/output-diff/b?otherRun=" + replay).then().body("unified", is(""));
        post("/api/runs/lists-1/fork", "{}").statusCode(400).body("errors[0].field", is("frame"));
        post("/api/runs/lists-1/fork", "{\"resetNode\":\"nobody\"}").statusCode(404);
    }

    private static Path state() {
        return InAClone.cloned().resolve("state");
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static void copy(String sample) {
        try (InputStream source = ProjectsTest.class.getResourceAsStream("/workflows/" + sample)) {
            InAClone.workspace().write(sample, new String(source.readAllBytes(), UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ValidatableResponse launch(String workflow, String runId, @Nullable String project) {
        String chosen = project == null ? "" : ",\"project\":\"" + project + "\"";
        return post("/api/launch", "{\"workflow\":\"%s\",\"runId\":\"%s\"%s}".formatted(workflow, runId, chosen));
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static void awaitState(String runId, String state) {
        await().atMost(LONG).until(() -> given().get("/api/runs/" + runId).path("state"), is(state));
    }
}
