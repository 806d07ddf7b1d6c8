package chad.images.testing;

import com.github.dockerjava.api.model.Capability;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A container of one of the images, as locked up as compose.yaml makes it: nothing to write but a volume and /tmp. */
public final class Service extends GenericContainer<Service> {

    public static final String KEY = "a-key-of-the-tests-of-the-images";

    private static final Map<String, Integer> MANAGEMENT =
            Map.of("runs-api", 9331, "model-refresh", 9332, "fusion-roster", 9333);

    private final int managementPort;

    public Service(String name) {
        super(DockerImageName.parse(Images.of(name)));
        managementPort = Objects.requireNonNull(MANAGEMENT.get(name), name);
        withImagePullPolicy(image -> false);
        withExposedPorts(managementPort);
        withEnv("SMITHERS_RUNS_API_KEY", KEY);
        withEnv("CHAD_CATALOG_URL", "http://127.0.0.1:9/models"); // nobody outside is asked
        withTmpFs(Map.of("/tmp", "mode=1777,size=512m,exec"));
        withCreateContainerCmdModifier(create -> create.getHostConfig()
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges:true")));
        waitingFor(Wait.forHealthcheck().withStartupTimeout(Duration.ofMinutes(2)));
    }

    /** The address of a path on the management port. */
    public String management(String path) {
        return "http://127.0.0.1:%d%s".formatted(getMappedPort(managementPort), path);
    }

    /** Executes a line of shell in the container, as the container's user. */
    public String shell(String line) {
        try {
            ExecResult said = execInContainer("bash", "-c", line);
            return (said.getStdout() + said.getStderr()).strip();
        } catch (IOException failed) {
            throw new AssertionError(line, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
