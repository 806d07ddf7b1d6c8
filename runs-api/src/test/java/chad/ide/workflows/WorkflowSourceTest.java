package chad.ide.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkflowSourceTest {

    private static final String PRAGMA = "/** @jsxImportSource smithers-orchestrator */\n";

    @Test
    void aWorkflowExportsOne() {
        assertThat(WorkflowSource.isWorkflow("a.jsx", PRAGMA + "export default smithers(() => null);"))
                .isTrue();
        assertThat(WorkflowSource.isWorkflow("a.jsx", PRAGMA + "export { flow as default };"))
                .isTrue();
        assertThat(WorkflowSource.isWorkflow("a.jsx", PRAGMA + "export const x = 1; // no export default"))
                .isFalse();
        assertThat(WorkflowSource.isWorkflow("a.jsx", "export default function Button() {}"))
                .isFalse();
    }

    @Test
    void librariesAndTestsAreNone() {
        String source = PRAGMA + "export default smithers(() => null);";

        for (String name : new String[] {"lib/a.jsx", "deep/lib/a.jsx", "test/a.jsx", "a.test.jsx", "a.spec.tsx"}) {
            assertThat(WorkflowSource.isWorkflow(name, source)).as(name).isFalse();
        }
        assertThat(WorkflowSource.isWorkflow("library/a.jsx", source)).isTrue();
    }

    @Test
    void theTitleIsTheFirstSentenceOfTheOpeningComment() {
        assertThat(WorkflowSource.title(PRAGMA + "// Asks several models. Then fuses.\nimport x from 'y';"))
                .contains("Asks several models.");
        assertThat(WorkflowSource.title(PRAGMA + "/*\n * Fusion: many\n * models.\n */\n"))
                .contains("Fusion: many models.");
        assertThat(WorkflowSource.title(PRAGMA + "/* Does what follows:\n */\n// smithers-source: user\n"))
                .as("it announces nothing that is not shown")
                .contains("Does what follows");
        assertThat(WorkflowSource.title(PRAGMA + "// Probes v1.2 of the\n// services\n\nexport default 1;"))
                .contains("Probes v1.2 of the services");
        assertThat(WorkflowSource.title(PRAGMA + "import x from 'y'; // later")).isEmpty();
    }

    @Test
    void theHeaderOfAPackNamesAndDescribesTheWorkflow() {
        String lines = """
                // smithers-source: user
                // smithers-display-name: Nightly digest:
                // smithers-description: Sums up the day's builds.
                // smithers-tags: reports, nightly
                // smithers-required-bins: jj, no-such-program
                """ + PRAGMA;
        assertThat(WorkflowSource.title(lines)).contains("Nightly digest");
        assertThat(WorkflowHeader.of(lines).text("description")).contains("Sums up the day's builds.");
        assertThat(WorkflowHeader.of(lines).list("tags")).containsExactly("reports", "nightly");

        String block = PRAGMA + """
                /* smithers
                name: "Close issues"
                tags: [github, 'maintenance']
                required-env:
                  - GITHUB_TOKEN
                  - CHAD_REPO
                */
                // smithers-display-name: An older name
                """;
        assertThat(WorkflowHeader.of(block).list("tags")).containsExactly("github", "maintenance");
        assertThat(WorkflowHeader.of(block).list("required-env")).containsExactly("GITHUB_TOKEN", "CHAD_REPO");
        assertThat(WorkflowHeader.of("const x = 1;\n" + block).list("tags"))
                .as("a comment after code is no header")
                .isEmpty();
    }
}
