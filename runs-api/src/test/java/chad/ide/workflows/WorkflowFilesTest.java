package chad.ide.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.edge.ProblemException;
import chad.ide.engine.WorkflowRoots;
import chad.ide.engine.WorkflowRoots.Root;
import chad.ide.problem.ProblemType;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowFilesTest {

    @Test
    void aLinkThatLeadsOutIsNotThere(@TempDir Path folder) throws Exception {
        Path root = Files.createDirectory(folder.resolve("workflows"));
        Files.writeString(folder.resolve("secret.jsx"), "secret");
        Files.createDirectory(folder.resolve("outside"));
        Files.writeString(folder.resolve("outside/x.jsx"), "secret");
        Files.createSymbolicLink(root.resolve("out.jsx"), folder.resolve("secret.jsx"));
        Files.createSymbolicLink(root.resolve("aside"), folder.resolve("outside"));
        WorkflowFiles files = files(root);

        assertMissing(files, "out.jsx");
        assertMissing(files, "aside/x.jsx");
        assertThat(files.all()).isEmpty();
    }

    @Test
    void aLinkToWhatHasNoNameIsNotThere(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("node_modules/p"));
        Files.writeString(root.resolve("node_modules/p/x.jsx"), "x");
        Files.writeString(root.resolve(".env"), "KEY=1");
        Files.createSymbolicLink(root.resolve("p.jsx"), root.resolve("node_modules/p/x.jsx"));
        Files.createSymbolicLink(root.resolve("env.jsx"), root.resolve(".env"));
        WorkflowFiles files = files(root);

        assertMissing(files, "p.jsx");
        assertMissing(files, "env.jsx");
        assertMissing(files, "nowhere.jsx");
    }

    @Test
    void aFolderIsNoWorkflow(@TempDir Path root) throws Exception {
        Files.createDirectory(root.resolve("folder.jsx"));

        assertMissing(files(root), "folder.jsx");
    }

    @Test
    void theRootItselfMayBeALink(@TempDir Path folder) throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.writeString(real.resolve("a.jsx"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        WorkflowFiles files = files(link);

        assertThat(files.read(files.resolve("name", "a.jsx"))).isEqualTo("x");
        assertThat(files.nameOf(link + "/a.jsx")).isEqualTo("a.jsx");
        assertThat(files.nameOf(real + "/lib/a.jsx")).isEqualTo("lib/a.jsx");
        assertThat(files.nameOf("/srv/elsewhere/b.jsx")).isEqualTo("b.jsx");
    }

    @Test
    void aFileThatIsTooLargeIsNotShown(@TempDir Path root) throws Exception {
        Files.write(root.resolve("big.jsx"), new byte[1_048_577]);
        WorkflowFiles files = files(root);

        assertThatThrownBy(() -> files.read(files.resolve("name", "big.jsx")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.TOO_LARGE));
    }

    @Test
    void theListingIsBounded(@TempDir Path root) throws Exception {
        for (int i = 0; i < 12; i++) {
            Files.writeString(root.resolve("w" + i + ".jsx"), "x");
        }

        assertThat(files(root, Map.of("runs.workflows.max-files", "10")).all()).hasSize(10);
    }

    @Test
    void theFingerprintFollowsEverySourceButNotTheStores(@TempDir Path root) throws IOException {
        Files.createDirectory(root.resolve("lib"));
        Files.writeString(root.resolve("a.jsx"), "x");
        Files.writeString(root.resolve("lib/words.js"), "x");
        SourceFingerprint fingerprint = new SourceFingerprint(files(root));
        String before = fingerprint.current();

        Files.writeString(root.resolve("a.db"), "x");
        assertThat(fingerprint.current()).isEqualTo(before);

        Files.writeString(root.resolve("lib/words.js"), "longer");
        assertThat(fingerprint.current()).isNotEqualTo(before);

        Files.writeString(root.resolve("lib/words.js"), "x");
        assertThat(fingerprint.current()).isEqualTo(before);
    }

    /** Roots of projects plug in: nothing but the list of them knows where they are. */
    @Test
    void severalRootsAreToldApartByTheirNames(@TempDir Path folder) throws Exception {
        Path main = Files.createDirectories(folder.resolve("main"));
        Path pack = Files.createDirectories(folder.resolve("billing/.smithers"));
        Files.createDirectories(main.resolve("team"));
        Files.createDirectories(pack.resolve("workflows"));
        Files.createDirectories(pack.resolve("prompts"));
        Files.createDirectories(pack.resolve("executions/run-1"));
        Files.writeString(main.resolve("report.jsx"), "main");
        Files.writeString(main.resolve("team/report.jsx"), "team");
        Files.writeString(pack.resolve("workflows/report.jsx"), "billing");
        Files.writeString(pack.resolve("prompts/ask.mdx"), "ask");
        Files.writeString(pack.resolve("agents.ts"), "agents");
        Files.writeString(pack.resolve("executions/run-1/left.jsx"), "left behind");
        WorkflowRoots roots = new WorkflowRoots(List.of(new Root("", main), new Root("@billing/", pack)));
        WorkflowFiles files = new WorkflowFiles(config(), roots);

        assertThat(files.all().stream().map(WorkflowFile::name))
                .containsExactly("@billing/workflows/report.jsx", "report.jsx", "team/report.jsx");
        assertThat(files.parts().stream().map(WorkflowFile::name))
                .contains("@billing/prompts/ask.mdx", "@billing/agents.ts");
        assertThat(files.read(files.resolve("name", "@billing/workflows/report.jsx")))
                .isEqualTo("billing");
        assertMissing(files, "@billing/executions/run-1/left.jsx");
        assertMissing(files, "@nobody/report.jsx");

        WorkflowFile file = files.resolvePart("name", "@billing/prompts/ask.mdx");
        files.write(file.path(), "asked");
        files.write(files.vacant("name", WorkflowPath.parse("name", "@billing/workflows/new.tsx")), "new");
        assertThat(pack.resolve("prompts/ask.mdx")).hasContent("asked");
        assertThat(pack.resolve("workflows/new.tsx")).hasContent("new");
        assertThat(roots.nameOf(
                        pack.toRealPath().resolve("workflows/report.jsx").toString(), "engine's"))
                .isEqualTo("@billing/workflows/report.jsx");
        assertThat(roots.nameOf("/elsewhere/report.jsx", "engine's")).isEqualTo("report.jsx");
    }

    private static void assertMissing(WorkflowFiles files, String name) {
        assertThatThrownBy(() -> files.resolve("name", name))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.WORKFLOW_NOT_FOUND));
    }

    private static WorkflowFiles files(Path root) {
        return files(root, Map.of());
    }

    private static WorkflowFiles files(Path root, Map<String, String> settings) {
        return new WorkflowFiles(config(settings), new WorkflowRoots(List.of(new Root("", root))));
    }

    static WorkflowConfig config() {
        return config(Map.of());
    }

    private static WorkflowConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(WorkflowConfig.class)
                .withSources(new PropertiesConfigSource(settings, "settings", 200))
                .withConverter(Duration.class, 300, (Converter<Duration>) DurationConverter::parseDuration)
                .build()
                .getConfigMapping(WorkflowConfig.class);
    }
}
