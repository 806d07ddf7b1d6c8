package chad.ide.runs;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import chad.ide.testing.Recording;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class RunListTest {

    /** Stores of this class only, so that other tests' runs don't count. */
    @BeforeEach
    void storesAreThere() {
        for (Recording recording : Recording.values()) {
            if (!Workspace.state()
                    .resolve("list-" + recording.fileName())
                    .toFile()
                    .exists()) {
                recording.copyTo(Workspace.state(), "list-" + recording.fileName());
            }
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> asViewer()
                        .get("/api/stores")
                        .then()
                        .body(
                                "items.findAll { it.name.startsWith('list-') && it.state == 'ok' && it.runs > 0 }",
                                hasSize(8)));
    }

    @Test
    void runsOfAllStoresComeNewestFirst() {
        List<Number> created = asViewer()
                .get("/api/runs?limit=500")
                .then()
                .statusCode(200)
                .body("items.store", hasItems("list-finished", "list-forked", "list-loop"))
                .extract()
                .path("items.createdAtMs");

        assertThat(created)
                .isSortedAccordingTo(Comparator.comparingLong(Number::longValue).reversed());
    }

    @Test
    void aRowHasEveryFieldOfTheContract() {
        asViewer()
                .get("/api/runs?store=list-fusion-like")
                .then()
                .body("items", hasSize(1))
                .body("items[0].id", equalTo("fus-1"))
                .body("items[0].workflow", equalTo("fusion.jsx"))
                .body("items[0].status", equalTo("finished"))
                .body("items[0].state", equalTo("finished-with-failures"))
                .body("items[0].stall", nullValue())
                .body("items[0].createdAtMs", notNullValue())
                .body("items[0].durationMs", notNullValue())
                .body("items[0].progress.total", equalTo(6))
                .body("items[0].progress.finished", equalTo(5))
                .body("items[0].progress.failed", equalTo(1))
                .body("items[0].tokens.input", equalTo(860))
                .body("items[0].tokens.output", equalTo(250))
                .body("items[0].tokens.cacheRead", equalTo(96))
                .body("items[0].tokens.reasoning", equalTo(42))
                .body("items[0].tokens.total", equalTo(1110))
                .body("items[0].tokens.accuracy", equalTo("at-least")); // one model failed and reported nothing
    }

    @Test
    void aRowIsCalledByWhatWasAskedAndNamesItsModels() {
        asViewer()
                .get("/api/runs?store=list-fusion-like")
                .then()
                .body("items[0].title", equalTo("sky?"))
                .body("items[0].models", contains("judge", "beta", "alpha", "tooler", "gamma"));
        asViewer() // a fork has its parent's input in a snapshot only, and a payload of numbers has no words
                .get("/api/runs?store=list-stalled")
                .then()
                .body("items[0].title", nullValue());
        asViewer().get("/api/runs/fus-1?store=list-fusion-like").then().body("title", equalTo("sky?"));
    }

    /** A running run that is stalled was listed, and would be counted, as both. */
    @Test
    void everySegmentHoldsAsManyRunsAsItsCountSays() {
        for (String store :
                List.of("list-waiting-approval", "list-stalled", "list-forked", "list-failed", "list-finished")) {
            JsonPath counts = asViewer()
                    .get("/api/runs?limit=1&counts=true&segment=finished&store=" + store)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            int all = asViewer().get("/api/runs?limit=500&store=" + store).path("items.size()");
            assertThat(counts.getInt("counts.all")).as(store).isEqualTo(all);
            int sum = 0;
            for (RunSegment segment : RunSegment.values()) {
                int held = asViewer()
                        .get("/api/runs?limit=500&store=%s&segment=%s".formatted(store, segment.word()))
                        .path("items.size()");
                String name = segment == RunSegment.NEEDS_YOU ? "needsYou" : segment.word();
                assertThat(counts.getInt("counts." + name))
                        .as("%s, %s", store, name)
                        .isEqualTo(held);
                sum += segment == RunSegment.NEEDS_YOU ? 0 : held;
            }
            List<String> nowhere = asViewer()
                    .get("/api/runs?limit=500&store=" + store)
                    .path("items.findAll { it.state in ['not-started', 'unknown'] }.id");
            assertThat(sum + nowhere.size()).as(store).isEqualTo(all);
        }
        asViewer().get("/api/runs?store=list-stalled&segment=running").then().body("items", empty());
        asViewer().get("/api/runs?store=list-stalled&segment=needs-you").then().body("items.id", contains("stall-1"));
        asViewer().get("/api/runs?store=list-finished").then().body("counts", nullValue());
        asViewer().get("/api/runs?segment=nonsense").then().statusCode(400).body("errors[0].field", equalTo("segment"));
    }

    @Test
    void progressLeavesOutABranchThatWasNotTakenAndCountsEarlierTurns() {
        asViewer()
                .get("/api/runs?store=list-loop")
                .then()
                .body("items[0].progress.total", equalTo(9))
                .body("items[0].progress.finished", equalTo(9));
    }

    @Test
    void aForkThatNobodyStartedIsCalledSo() {
        asViewer()
                .get("/api/runs?store=list-forked&limit=1")
                .then()
                .body("items[0].status", equalTo("finished"))
                .body("items[0].state", equalTo("not-started"))
                .body("items[0].parentId", equalTo("fork-src"));
    }

    @Test
    void aDecidedGateThatNobodyContinuedNeedsAResume() {
        asViewer()
                .get("/api/runs?store=list-waiting-approval&q=wait-3")
                .then()
                .body("items.id", contains("wait-3"))
                .body("items[0].state", equalTo("needs-resume"));
    }

    @Test
    void aKilledRunIsStalledWithItsReason() {
        asViewer()
                .get("/api/runs?store=list-stalled")
                .then()
                .body("items[0].status", equalTo("running"))
                .body("items[0].state", equalTo("stalled"))
                .body("items[0].stall.reason", containsString("node `slow` was in flight"))
                .body("items[0].stall.signals.name", hasItems("heartbeat", "newest-event", "task"));
    }

    @Test
    void filtersTakeWhatTheySay() {
        asViewer()
                .get("/api/runs?status=failed,cancelled&limit=500")
                .then()
                .body("items.status", everyItem(oneOf("failed", "cancelled")))
                .body("items.store", hasItems("list-failed", "list-cancelled"));
        asViewer().get("/api/runs?store=list-loop&workflow=loop").then().body("items.id", contains("loop-1"));
        asViewer().get("/api/runs?store=list-loop&workflow=loop.jsx").then().body("items.id", contains("loop-1"));
        asViewer().get("/api/runs?store=list-loop&workflow=fusion").then().body("items", empty());
        asViewer().get("/api/runs?store=no-such-store").then().statusCode(200).body("items", empty());
        asViewer().get("/api/runs?q=FUS-1&store=list-fusion-like").then().body("items.id", contains("fus-1"));
        asViewer()
                .get("/api/runs?stalled=true&limit=500")
                .then()
                .body("items.state", everyItem(equalTo("stalled")))
                .body("items.store", hasItems("list-stalled"));
        asViewer().get("/api/runs?stalled=false&store=list-stalled").then().body("items", empty());
        asViewer()
                .get("/api/runs?status=needs-resume&store=list-waiting-approval")
                .then()
                .body("items.id", contains("wait-3"));
    }

    @Test
    void timesBoundTheListOnBothSides() {
        long createdAt =
                asViewer().get("/api/runs?store=list-loop").then().extract().<Long>path("items[0].createdAtMs");

        asViewer()
                .get("/api/runs?store=list-loop&since=%d&until=%d".formatted(createdAt, createdAt))
                .then()
                .body("items", hasSize(1));
        asViewer()
                .get("/api/runs?store=list-loop&since=" + (createdAt + 1))
                .then()
                .body("items", empty());
        asViewer()
                .get("/api/runs?store=list-loop&until=" + (createdAt - 1))
                .then()
                .body("items", empty());
    }

    @Test
    void pagesMeetWithoutGapOrRepetition() {
        List<String> whole = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = asViewer()
                    .get("/api/runs?limit=3&workflow=forked" + cursor)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            page.<String>getList("items.collect { it.store + '/' + it.id }").forEach(whole::add);
            cursor = page.getString("nextCursor") == null ? null : "&cursor=" + page.getString("nextCursor");
        } while (cursor != null);

        List<String> atOnce = asViewer()
                .get("/api/runs?limit=500&workflow=forked")
                .then()
                .extract()
                .path("items.collect { it.store + '/' + it.id }");
        assertThat(whole).isEqualTo(atOnce).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void whoHasTheNewestPageIsToldSo() {
        String tag =
                asViewer().get("/api/runs?store=list-loop").then().extract().header("ETag");

        await().untilAsserted(() -> {
            String now =
                    asViewer().get("/api/runs?store=list-loop").then().extract().header("ETag");
            asViewer()
                    .header("If-None-Match", now)
                    .get("/api/runs?store=list-loop")
                    .then()
                    .statusCode(304);
        });

        Recording.FINISHED.copyTo(Workspace.state(), "tag-%s.db".formatted(tag.hashCode()));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> asViewer()
                        .header("If-None-Match", tag)
                        .get("/api/runs?store=list-loop")
                        .then()
                        .statusCode(200));
    }

    @Test
    void nonsenseIsRefusedWithTheFieldNamed() {
        for (String query : List.of(
                "limit=0",
                "limit=501",
                "limit=x",
                "since=-1",
                "until=tomorrow",
                "stalled=perhaps",
                "status=%27%3B--",
                "cursor=!!!",
                "cursor=cnVucw")) {
            String field = query.substring(0, query.indexOf('='));
            asViewer()
                    .urlEncodingEnabled(false)
                    .get("/api/runs?" + query)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:runs-ide:problem:invalid-value"))
                    .body("errors.field", containsInAnyOrder(field));
        }
    }
}
