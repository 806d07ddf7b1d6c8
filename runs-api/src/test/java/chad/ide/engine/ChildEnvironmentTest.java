package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.files.StateFolder;
import chad.ide.testing.EngineStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

        assertThat(bench.environment(ours).variables(new StateFolder(Path.of("/srv/state"))))
                .doesNotContainValue("k");
    }

    /** Names that are ours, or that nobody has thought of yet: what is not listed does not get through. */
    @Test
    void whatNobodyListedStaysHere() {
        Map<String, String> ours = new HashMap<>();
        for (String name : List.of(
                "CF_ACCESS_TEAM_DOMAIN",
                "CF_ACCESS_CLIENT_ID",
                "TUNNEL_TOKEN",
                "CHAD_TRUSTED_PROXIES",
                "CHAD_VIEWERS",
                "CHAD_AGENT_ENV",
                "CHAD_GITHUB_TOKEN",
                "CHAD_DB_PASSWORD",
                "CHAD_ANY_SECRET",
                "CHAD_API_KEYS",
                "AWS_SECRET_ACCESS_KEY",
                "PGPASSWORD",
                "QUARKUS_HTTP_PORT",
                "RUNS_SECURITY_KEY",
                "RUNS_SECURITY_CREDENTIALS",
                "LD_PRELOAD",
                "NODE_OPTIONS",
                "BUN_INSTALL",
                "BASH_ENV",
                "ENV",
                "IFS",
                "SSH_AUTH_SOCK",
                "XDG_RUNTIME_DIR",
                "MAVEN_OPTS",
                "JDK_JAVA_OPTIONS",
                "SMITHERS_API_KEY",
                "chad_lower")) {
            ours.put(name, "k");
        }

        assertThat(bench.environment(ours).variables(new StateFolder(Path.of("/srv/state"))))
                .doesNotContainValue("k")
                .doesNotContainKeys(ours.keySet().toArray(String[]::new));
    }

    /** What a process really has, and not what we meant to give it. */
    @Test
    void aProcessHasNothingElse(@TempDir Path folder) throws Exception {
        EngineWorkbench started =
                new EngineWorkbench(folder, folder).engineIs("env >\"$CHAD_STATE_DIR/seen\"; echo '{}'");

        started.engine().onFile(EngineCommand.of("version"), started.place());

        List<String> allowed = List.of(
                "PATH",
                "HOME",
                "TMPDIR",
                "LANG",
                "LC_ALL",
                "TZ",
                "USER",
                "PWD",
                "SHLVL",
                "_",
                "OLDPWD",
                "BUN_OPTIONS",
                "RUNS_IDE_GUARD",
                "SMITHERS_POST_FAILURE",
                "GIT_CEILING_DIRECTORIES",
                "SMITHERS_JJ_PATH",
                "RUNS_IDE_JJ",
                "SMITHERS_NO_REPORT");
        assertThat(Files.readAllLines(folder.resolve("seen")))
                .isNotEmpty()
                .extracting(line -> line.substring(0, line.indexOf('=')))
                .allMatch(name -> allowed.contains(name)
                        || name.startsWith("CHAD_")
                        || started.config().passEnvironment().contains(name));
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

        assertThat(bench.environment(ours).variables(new StateFolder(Path.of("/scratch"))))
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
                        .variables(new StateFolder(Path.of("/x")))
                        .get("PATH"))
                .endsWith("node_modules/.bin:/usr/bin");
    }
}
