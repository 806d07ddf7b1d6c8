package chad.images;

import static org.assertj.core.api.Assertions.assertThat;

import chad.images.testing.Docker;
import chad.images.testing.Images;
import chad.images.testing.Service;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy.StartupStatus;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** Each image by itself: it starts locked up, says how it is, ends when it is told to, and says what is wrong. */
class ImagesIT {

    static final List<String> SERVICES = Images.SERVICES;
    private static final int GRACE_SECONDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @FieldSource("SERVICES")
    void startsOnAReadOnlyRootAsAUserWithoutRights(String name) throws Exception {
        try (Service service = new Service(name)) {
            service.start();

            assertThat(get(service.management("/q/health/live"))).contains("\"status\": \"UP\"");
            assertThat(get(service.management("/q/metrics"))).contains("# TYPE ");
            assertThat(service.shell("id -u; id -g")).isEqualTo("10001\n10001");
            assertThat(service.shell("touch /opt/runs-ide/x")).contains("Read-only file system");
            assertThat(service.shell("grep CapEff /proc/1/status")).contains("0000000000000000");
            assertThat(service.shell("find /var/lib/runs-ide ! -uid 10001"))
                    .as("files of somebody else")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void endsByItselfWithinTheGraceWhenItIsStopped(String name) {
        try (Service service = new Service(name)) {
            service.start();

            service.getDockerClient()
                    .stopContainerCmd(service.getContainerId())
                    .withTimeout(GRACE_SECONDS)
                    .exec();

            // 137 would be the engine's SIGKILL after the grace.
            assertThat(state(service).getExitCodeLong()).isZero();
            assertThat(service.getLogs()).contains(name + " stopped in");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "runs-api, CHAD_RUNS_PORT, quarkus.http.port",
        "model-refresh, CHAD_REFRESH_AT, refresh.at",
        "fusion-roster, CHAD_FUSION_MAX, roster.max",
    })
    void refusesASettingThatMakesNoSenseAndNamesIt(String name, String variable, String named) {
        try (Service service = new Service(name).withEnv(variable, "sometimes")) {
            assertThat(exitCodeOf(service)).isNotZero();
            assertThat(service.getLogs()).contains(named).contains("sometimes");
        }
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void refusesAStateFolderThatItCanNotUse(String name) {
        try (Service service = new Service(name).withEnv("CHAD_STATE_DIR", "/opt/elsewhere")) {
            assertThat(exitCodeOf(service)).isEqualTo(78);
            assertThat(service.getLogs()).contains("/opt/elsewhere", "chown -R 10001:10001");
        }
    }

    @Test
    void refusesASecretThatItCanNotRead() {
        try (Service service = new Service("runs-api")
                .withCreateContainerCmdModifier(create -> create.withEntrypoint(
                        "bash",
                        "-c",
                        "mkdir /tmp/s && echo x >/tmp/s/NVIDIA_API_KEY && chmod 0 /tmp/s/NVIDIA_API_KEY"
                                + " && SECRETS_DIR=/tmp/s exec /opt/runs-ide/bin/with-secrets true"))) {
            assertThat(exitCodeOf(service)).isEqualTo(78);
            assertThat(service.getLogs()).contains("The secret NVIDIA_API_KEY can't be read by uid 10001");
        }
    }

    @Test
    void refusesABackupThatItsDiskHasNoRoomFor() {
        try (Service service = new Service("runs-api")
                .withTmpFs(Map.of(
                        "/tmp",
                        "mode=1777,size=512m,exec",
                        "/var/lib/runs-ide",
                        "uid=10001,gid=10001,mode=750,size=48m"))
                .withCommand("backup")) {
            assertThat(exitCodeOf(service)).isOne();
            assertThat(service.getLogs()).contains("A backup takes ", "of which 64 MB must stay free. Free some space");
        }
    }

    @Test
    void carriesTheEngineAndTheCliWithItsKey() {
        try (Service service = new Service("runs-api")) {
            service.start();

            assertThat(service.shell("chad-runs health --json"))
                    .contains("\"available\":true", "\"version\":\"0.32.0\"");
            assertThat(service.shell("git --version")).startsWith("git version");
            assertThat(service.shell("shipped-workflows")).as("what differs").isEmpty();

            service.shell("echo '// mine' >>$CHAD_WORKFLOW_DIR/fusion.jsx; rm $CHAD_WORKFLOW_DIR/probe.jsx");
            assertThat(service.shell("shipped-workflows seed; shipped-workflows"))
                    .as("a start changes no workflow, and does not bring back what was deleted")
                    .isEqualTo("differs  fusion.jsx\nmissing  probe.jsx");
            assertThat(service.shell("shipped-workflows diff fusion.jsx")).contains("-// mine");
            assertThat(service.shell("shipped-workflows take fusion.jsx && shipped-workflows"))
                    .isEqualTo("fusion.jsx is the image's now.\nmissing  probe.jsx");
            assertThat(service.shell("tail -1 $CHAD_WORKFLOW_DIR/fusion.jsx.before-*"))
                    .isEqualTo("// mine");
        }
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void saysWhatItIsAndHoldsNoSecret(String name) throws Exception {
        Docker docker = new Docker(Map.of());
        JsonNode image = JSON.readTree(
                        docker.run("image", "inspect", Images.of(name)).successfully())
                .path(0);

        JsonNode labels = image.path("Config").path("Labels");
        assertThat(labels.path("org.opencontainers.image.title").asText()).isEqualTo("runs-ide " + name);
        assertThat(labels.path("org.opencontainers.image.version").asText()).isEqualTo("it");
        assertThat(image.path("Config").path("User").asText()).isEqualTo("runs");
        assertThat(image.path("Config").path("Healthcheck").path("Test").toString())
                .contains("healthy");
        assertThat(image.path("Config").path("Env").toString()).doesNotContain("KEY", "TOKEN", "SECRET", "PASSWORD");
        String layers = docker.run("history", "--no-trunc", "--format", "{{.CreatedBy}}", Images.of(name))
                .successfully();
        assertThat(layers).doesNotContain("SMITHERS_RUNS_API_KEY", "BEGIN CERTIFICATE");
    }

    /** Starts a container that is expected to end, and tells with which code. */
    private static long exitCodeOf(Service service) {
        service.withStartupCheckStrategy(new Ended());
        service.waitingFor(new NoWait());
        service.setExposedPorts(List.of()); // a container that has ended has none, and would be waited for in vain
        service.start();
        return state(service).getExitCodeLong();
    }

    private static InspectContainerResponse.ContainerState state(Service service) {
        return service.getDockerClient()
                .inspectContainerCmd(service.getContainerId())
                .exec()
                .getState();
    }

    private String get(String address) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /** Waits until the container has ended, however. */
    private static final class Ended extends OneShotStartupCheckStrategy {

        Ended() {
            withTimeout(Duration.ofMinutes(1));
        }

        @Override
        public StartupStatus checkStartupState(com.github.dockerjava.api.DockerClient client, String containerId) {
            boolean running = Boolean.TRUE.equals(
                    client.inspectContainerCmd(containerId).exec().getState().getRunning());
            return running ? StartupStatus.NOT_YET_KNOWN : StartupStatus.SUCCESSFUL;
        }
    }

    private static final class NoWait extends AbstractWaitStrategy {

        @Override
        protected void waitUntilReady() {}
    }
}
