package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.EngineStores;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {

    private final EngineWorkbench bench = new EngineWorkbench(Path.of("/srv/state"), Path.of("/srv/workflows"));

    @Test
    void theKeysToThisServiceStayHere() {
        Map<String, String> ours = Map.of(
                "SMITHERS_RUNS_API_KEY", "k",
                "CF_ACCESS_CLIENT_SECRET", "k",
                "CF_ACCESS_AUD", "k",
                "CHAD_WEBUI_API_KEY", "k",
                "CHAD_HOST_CREDS", "k",
                "CHAD_OPERATORS", "k",
                "DATABASE_URL", "k",
                "JAVA_TOOL_OPTIONS", "k",
                "SMITHERS_BACKEND", "k");

        assertThat(bench.environment(ours).variables(Path.of("/srv/state"))).doesNotContainValue("k");
    }

    @Test
    void workflowsGetTheKeysAndKnobsThatTheyNeed() {
        Map<String, String> ours = Map.of(
                "PATH", "/usr/bin",
                "NVIDIA_API_KEY", "nv",
                "CHAD_INFERENCE_BASE_URL", "http://127.0.0.1:1/v1",
                "CHAD_FUSION_MAX", "4",
                "CHAD_STATE_DIR", "relative",
                "TZ", "Europe/Berlin");

        assertThat(bench.environment(ours).variables(Path.of("/scratch")))
                .containsEntry("NVIDIA_API_KEY", "nv")
                .containsEntry("CHAD_INFERENCE_BASE_URL", "http://127.0.0.1:1/v1")
                .containsEntry("CHAD_FUSION_MAX", "4")
                .containsEntry("CHAD_STATE_DIR", "/scratch")
                .containsEntry("CHAD_WORKFLOW_DIR", "/srv/workflows")
                .containsEntry("SMITHERS_POST_FAILURE", "0")
                .containsEntry("TZ", "Europe/Berlin");
    }

    @Test
    void bunIsFoundBesideTheEngine() {
        EngineWorkbench real = new EngineWorkbench(
                Path.of("/srv/state"), EngineStores.nodeModules().resolveSibling("."));

        assertThat(real.environment(Map.of("PATH", "/usr/bin"))
                        .variables(Path.of("/x"))
                        .get("PATH"))
                .endsWith("node_modules/.bin:/usr/bin");
    }
}
