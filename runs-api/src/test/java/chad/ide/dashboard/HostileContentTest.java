package chad.ide.dashboard;

import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.Workspace;
import com.microsoft.playwright.Request;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run whose ids, labels, outputs, conversation and gate attack who looks at them changes nothing but text. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class HostileContentTest {

    private static final String RUN = "hostile-run";

    @TestHTTPResource("/")
    String base = "";

    @BeforeEach
    void theRunIsThere() {
        asOperator()
                .contentType("application/json")
                .body("{\"workflow\":\"hostile.jsx\",\"runId\":\"%s\",\"input\":{}}".formatted(RUN))
                .post("/api/launch");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> asViewer().get("/api/runs/" + RUN).then().body("state", is("waiting-approval")));
    }

    @Test
    void noPlaceOfThePageRunsOrFetchesOrTurnsAroundWhatARunHolds() {
        try (Dashboard ui = Dashboard.open(base, "/runs")) {
            List<String> strangers = new CopyOnWriteArrayList<>();
            ui.page.onRequest((Request request) -> {
                if (!request.url().startsWith(ui.base) && !request.url().startsWith("blob:" + ui.base)) {
                    strangers.add(request.url());
                }
            });
            for (String place : List.of(
                    "/runs",
                    "/approvals",
                    "/runs/%s",
                    "/runs/%s/summary",
                    "/runs/%s/tasks?node=talk",
                    "/runs/%s/tasks?node=talk&part=prompt",
                    "/runs/%s/tasks?node=talk&part=answer",
                    "/runs/%s/graph",
                    "/runs/%s/timeline",
                    "/runs/%s/logs?level=everything",
                    "/runs/%s/chat",
                    "/runs/%s/tasks?node=talk&part=attempts",
                    "/runs/%s/diffs",
                    "/runs/%s/history",
                    "/runs/%s/outputs",
                    "/compare?a=%1$s&b=%1$s",
                    "/workflows",
                    "/workflows/hostile.jsx",
                    "/workflows/hostile.jsx?launch=1&from=%s",
                    "/editor?name=hostile.jsx")) {
                ui.go(place.formatted(RUN));
                assertThat(ui.page.locator(".face-loading")).hasCount(0);
                assertThat(ui.page.locator("#main")).not().isEmpty();

                assertThat(ui.page.evaluate("typeof window.hacked")).as(place).isEqualTo("undefined");
                assertThat(ui.page.evaluate(
                                "document.querySelectorAll('#main script, #main iframe, #main img').length"))
                        .as(place)
                        .isEqualTo(0);
                assertThat(
                                ui.page.evaluate(
                                        "[...document.querySelectorAll('a[href]')].filter(a => !/^(https?|mailto|blob):$/.test(a.protocol)).length"))
                        .as(place)
                        .isEqualTo(0);
                assertThat(ui.page.locator("#main").innerText())
                        .as(place)
                        .doesNotContainPattern("[\\u001b\\u202a-\\u202e\\u2066-\\u2069]")
                        .hasSizeLessThan(200_000);
            }
            assertThat(strangers).isEmpty();
        }
    }
}
