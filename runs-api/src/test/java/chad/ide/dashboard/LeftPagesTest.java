package chad.ide.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * A browser has six connections to a host, and keeps pages that are left. With a stream in each the seventh page waited
 * for 40 s.
 */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class LeftPagesTest {

    @TestHTTPResource("/")
    String base = "";

    @Test
    void thePageIsThereAtOnceHoweverOftenItIsLeft() {
        try (Dashboard ui = Dashboard.keepingPages(base, "/runs")) {
            for (int i = 0; i < 8; i++) {
                long start = System.nanoTime();
                ui.go(i % 2 == 0 ? "/workflows" : "/runs");
                assertThat(ui.page.locator(".face-loading")).hasCount(0);
                assertThat(ui.page.locator("#main")).not().isEmpty();
                Assertions.assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("page %d", i)
                        .isLessThan(Duration.ofSeconds(10));
            }
            for (int i = 0; i < 8; i++) {
                ui.page.reload();
                assertThat(ui.page.locator(".face-loading")).hasCount(0);
            }
        }
    }

    @Test
    void aPageThatIsComeBackToIsLive() {
        try (Dashboard ui = Dashboard.keepingPages(base, "/runs")) {
            assertThat(ui.page.locator(".fresh-live")).hasCount(1);

            ui.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
            assertThat(ui.page.locator(".fresh-live")).hasCount(0);

            ui.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
            assertThat(ui.page.locator(".fresh-live")).hasCount(1);
        }
    }
}
