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
                .contains("Fusion:");
        assertThat(WorkflowSource.title(PRAGMA + "// Probes v1.2 of the\n// services\n\nexport default 1;"))
                .contains("Probes v1.2 of the services");
        assertThat(WorkflowSource.title(PRAGMA + "import x from 'y'; // later")).isEmpty();
    }
}
