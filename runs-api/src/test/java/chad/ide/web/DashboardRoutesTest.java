package chad.ide.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page and the server know the same views: one that only the page knows would answer 404 to a reload. */
class DashboardRoutesTest {

    private static final Path ROUTES =
            Path.of(System.getProperty("project.root", ".."), "runs-api/src/main/webui/src/routes.ts");

    @Test
    void theServerKnowsTheViewsOfThePage() throws IOException {
        assertThat(Pattern.compile("^ *route\\(\\s*\"(\\w+)\"", Pattern.MULTILINE)
                        .matcher(Files.readString(ROUTES))
                        .results()
                        .map(route -> route.group(1)))
                .containsExactlyElementsOf(DashboardRoutes.VIEWS);
    }
}
