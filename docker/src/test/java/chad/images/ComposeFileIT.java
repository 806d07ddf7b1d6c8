package chad.images;

import static org.assertj.core.api.Assertions.assertThat;

import chad.images.testing.Docker;
import chad.images.testing.Program;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** compose.yaml, as compose itself reads it. */
class ComposeFileIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OURS = List.of("runs-api", "model-refresh", "fusion-roster");

    /** Settings that a container has no use for, and why. */
    private static final Map<String, String> NOT_IN_CONTAINERS = Map.ofEntries(
            Map.entry("CHAD_STATE_DIR", "the image says where the volume is"),
            Map.entry("CHAD_WORKFLOW_DIR", "in the volume"),
            Map.entry("CHAD_RUNS_DB_DIR", "the two above"),
            Map.entry("CHAD_HOST_CREDS", "in the state folder"),
            Map.entry("SMITHERS_BIN", "the image carries the engine"),
            Map.entry("CHAD_MODELS_FILE", "in the state folder"),
            Map.entry("CHAD_MODEL_CLASSES", "in the state folder, under its own name"),
            Map.entry("CHAD_MODEL_FAMILIES", "in the state folder, under its own name"),
            Map.entry("CHAD_POPULATION", "in the state folder"),
            Map.entry("CHAD_PRICES_FILE", "in the state folder"),
            Map.entry("CHAD_TUNNEL_CREDENTIALS", "for cloudflared/compose.config-file.yaml"),
            Map.entry("CHAD_RUNS_URL", "for the CLI, wherever that runs"),
            Map.entry("CF_ACCESS_CLIENT_ID", "for the CLI, wherever that runs"),
            Map.entry("CF_ACCESS_CLIENT_SECRET", "for the CLI, wherever that runs"));

    /** Names that the image or the wiring fixes. */
    private static final Pattern LISTENING = Pattern.compile("CHAD_(RUNS|REFRESH|ROSTER)_(MANAGEMENT_)?(HOST|PORT)");

    private static JsonNode config(Map<String, String> settings) {
        Program.Said said = new Docker(settings)
                .run("compose", "--env-file", "/dev/null", "--profile", "*", "config", "--format", "json");
        assertThat(said.err()).as("what compose warns of").isEmpty();
        try {
            return JSON.readTree(said.successfully());
        } catch (IOException noJson) {
            throw new AssertionError(noJson);
        }
    }

    @Test
    void everyDocumentedSettingReachesAContainer() throws IOException {
        Set<String> documented = new TreeSet<>();
        Pattern.compile("(?m)^#?([A-Z][A-Z0-9_]+)=")
                .matcher(Files.readString(Program.ROOT.resolve(".env.example")))
                .results()
                .forEach(found -> documented.add(found.group(1)));
        documented.removeAll(NOT_IN_CONTAINERS.keySet());
        documented.removeIf(LISTENING.asMatchPredicate());

        Set<String> reached = new TreeSet<>();
        config(Map.of()).path("services").forEach(service -> {
            service.path("environment").fieldNames().forEachRemaining(reached::add);
            service.path("secrets")
                    .forEach(secret -> reached.add(secret.path("source").asText()));
        });
        String source = Files.readString(Program.ROOT.resolve("compose.yaml"));
        Pattern.compile("\\$\\{([A-Z_]+)").matcher(source).results().forEach(found -> reached.add(found.group(1)));

        assertThat(documented).isNotEmpty();
        assertThat(reached).containsAll(documented);
    }

    @Test
    void everyVariableOfTheFileIsDocumented() throws IOException {
        Set<String> used = new TreeSet<>();
        Pattern.compile("\\$\\{([A-Z_]+)")
                .matcher(Files.readString(Program.ROOT.resolve("compose.yaml")))
                .results()
                .forEach(found -> used.add(found.group(1)));

        assertThat(Files.readString(Program.ROOT.resolve(".env.example")).lines())
                .map(line -> line.replaceFirst("^#", "").replaceFirst("=.*", ""))
                .containsAll(used);
    }

    @Test
    void everythingIsLockedUpBoundedAndPinned() {
        JsonNode services = config(Map.of()).path("services");

        assertThat(services.size()).isEqualTo(5);
        services.properties().forEach(entry -> {
            JsonNode service = entry.getValue();
            assertThat(service.path("read_only").asBoolean()).as(entry.getKey()).isTrue();
            assertThat(service.path("cap_drop").toString()).contains("ALL");
            assertThat(service.path("security_opt").toString()).contains("no-new-privileges");
            assertThat(service.path("restart").asText()).isEqualTo("unless-stopped");
            assertThat(service.path("mem_limit").asLong()).as(entry.getKey()).isPositive();
            assertThat(service.path("pids_limit").asLong()).isPositive();
            assertThat(service.path("logging").path("options").path("max-size").asText())
                    .isNotEmpty();
            assertThat(service.path("image").asText()).matches(".+:v?[0-9][^:]*");
            service.path("ports")
                    .forEach(port -> assertThat(port.path("host_ip").asText())
                            .as(entry.getKey())
                            .isEqualTo("127.0.0.1"));
            assertThat(service.path("environment").toString())
                    .as("secrets come as files")
                    .doesNotContain("API_KEY", "_SECRET", "TOKEN");
        });
    }

    @Test
    void managementPortsAreNotPublishedAndTheTunnelSeesOneService() {
        JsonNode services = config(Map.of()).path("services");

        OURS.forEach(name -> services.path(name)
                .path("ports")
                .forEach(port -> assertThat(port.path("target").asInt()).isEqualTo(7331)));
        assertThat(services.path("cloudflared").path("networks").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("edge");
        assertThat(StreamSupport.stream(services.properties().spliterator(), false)
                        .filter(entry -> entry.getValue().path("networks").has("edge"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("cloudflared", "runs-api");
    }

    @Test
    void startsWithTheThreeServicesAndTheRestOnlyWhenAsked() {
        JsonNode services = config(Map.of()).path("services");

        services.properties()
                .forEach(entry -> assertThat(entry.getValue().has("profiles"))
                        .as(entry.getKey())
                        .isEqualTo(!OURS.contains(entry.getKey())));
        assertThat(services.path("runs-api")
                        .path("depends_on")
                        .path("fusion-roster")
                        .path("condition")
                        .asText())
                .isEqualTo("service_healthy");
    }

    @Test
    void oneVariableSwitchesTheFlavour() {
        JsonNode services = config(Map.of("CHAD_FLAVOUR", "native")).path("services");

        assertThat(services.path("runs-api").path("image").asText()).endsWith("-native");
        assertThat(services.path("runs-api").path("build").path("target").asText())
                .isEqualTo("runs-api-native");
        assertThat(services.path("fusion-roster").path("build").path("target").asText())
                .isEqualTo("native");
    }
}
