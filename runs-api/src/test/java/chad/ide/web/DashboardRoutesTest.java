package chad.ide.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who answers which address: the page, or somebody else. */
class DashboardRoutesTest {

    private static final Path ROUTES =
            Path.of(System.getProperty("project.root", ".."), "runs-api/src/main/webui/src/routes.ts");

    /** One that only the page knew would answer 404 to a reload. */
    @Test
    void theServerKnowsTheViewsOfThePage() throws IOException {
        assertThat(Pattern.compile("^ *route\\(\\s*\"(\\w+)\"", Pattern.MULTILINE)
                        .matcher(Files.readString(ROUTES))
                        .results()
                        .map(route -> route.group(1)))
                .containsExactlyElementsOf(DashboardRoutes.VIEWS);
    }

    /** To a browser that goes to a resource which is not listed, the page would answer instead. */
    @Test
    void thePageAnswersForNobodyElse() {
        Stream<String> resources = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("chad.ide").stream()
                        .filter(found -> found.isAnnotatedWith(jakarta.ws.rs.Path.class))
                        .map(found -> found.getAnnotationOfType(jakarta.ws.rs.Path.class)
                                .value()
                                .split("/", -1)[1]);
        Stream<String> libraries = Stream.of("q", "mcp"); // Quarkus' own addresses, and those of its MCP server
        Stream<String> build = Stream.of("assets"); // where vite puts what the page asks for

        assertThat(Stream.of(resources, libraries, build).flatMap(Function.identity()))
                .containsOnly(DashboardRoutes.ELSEWHERE.toArray(String[]::new));
    }
}
