package chad.ide.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.edge.ProblemException;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WorkflowPathTest {

    @Example
    void pathsUnderTheRootAreNames() {
        for (String name : new String[] {"fusion.jsx", "lib/x.jsx", "a/b/c_d-e.2.tsx", "_x.jsx"}) {
            assertThat(WorkflowPath.isAllowed(name)).as(name).isTrue();
        }
    }

    @Example
    void partsHaveNamesToo() {
        for (String name : new String[] {"lib/x.js", "a/b.ts", "x.mjs", "prompts/ask.mdx", ".smithers/agents.ts"}) {
            assertThat(WorkflowPath.isPart(name)).as(name).isTrue();
            assertThat(WorkflowPath.isAllowed(name)).as(name).isFalse();
        }
        for (String name :
                new String[] {".smithers/workflows/x.tsx", "team/.smithers/workflows/x.jsx", "@billing/workflows/x.tsx"
                }) {
            assertThat(WorkflowPath.isAllowed(name)).as(name).isTrue();
        }
        for (String name : new String[] {
            "package.json", "x.json", ".env.ts", ".smithers", ".smithers/executions/r/x.jsx", ".smithers/.x.ts",
            "a/@b/x.jsx", "@x.jsx", "@/x.jsx", "@../x.jsx", "@.git/x.jsx", ".smithers/node_modules/x.js"
        }) {
            assertThat(WorkflowPath.isPart(name)).as(name).isFalse();
        }
    }

    @Example
    void waysOutAndOddNamesAreNone() {
        String[] names = {
            "",
            ".jsx",
            "x.js",
            "x.jsx.bak",
            "/etc/passwd.jsx",
            "../x.jsx",
            "a/../x.jsx",
            "a/./x.jsx",
            "a//x.jsx",
            "a/.jsx",
            ".hidden.jsx",
            ".git/x.jsx",
            "node_modules/p/x.jsx",
            "a/node_modules/x.jsx",
            "a\\x.jsx",
            "..\\x.jsx",
            "x\0.jsx",
            "x\n.jsx",
            " x.jsx",
            "x .jsx",
            "é.jsx",
            "x\u202e.jsx",
            "ｘ.jsx",
            "x\u2024\u2024/y.jsx",
            "%2e%2e/x.jsx",
            "~/x.jsx",
            "C:/x.jsx",
            "C:x.jsx",
            "-x.jsx",
            "x..jsx",
            "a/b/c/d/e/f/g/h/i.jsx",
            "x/",
            "a".repeat(250) + ".jsx",
            "x.JSX"
        };
        for (String name : names) {
            assertThat(WorkflowPath.isAllowed(name)).as(name).isFalse();
            assertThatThrownBy(() -> WorkflowPath.parse("name", name)).isInstanceOf(ProblemException.class);
        }
    }

    @Property(tries = 5000)
    void whateverIsANameStaysUnderTheRoot(@ForAll("paths") String value) {
        if (WorkflowPath.isAllowed(value)) {
            Path root = Path.of("/srv/workflows");
            Path resolved = root.resolve(value);
            assertThat(resolved.normalize()).isEqualTo(resolved).startsWithRaw(root);
            assertThat(root.relativize(resolved)).hasToString(value);
            assertThat(value).doesNotContain("..", "\\", "\0").isASCII();
            assertThat(resolved.iterator())
                    .toIterable()
                    .noneMatch(part ->
                            part.toString().startsWith(".") && !part.toString().equals(".smithers"));
        }
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> part = Arbitraries.of(
                "a",
                "lib",
                "..",
                ".",
                "/",
                "\\",
                "node_modules",
                ".git",
                "~",
                "é",
                "\0",
                "x.jsx",
                ".jsx",
                ".tsx",
                "-",
                "_",
                " ");
        Arbitrary<String> joined = part.list().ofMinSize(1).ofMaxSize(8).map(parts -> String.join("", parts));
        Arbitrary<String> slashed = part.list().ofMinSize(1).ofMaxSize(5).map(parts -> String.join("/", parts));
        return Arbitraries.oneOf(joined, slashed, Arbitraries.strings().map(text -> text + ".jsx"));
    }
}
