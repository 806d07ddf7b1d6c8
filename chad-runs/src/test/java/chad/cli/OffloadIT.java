package chad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.Ended;
import chad.cli.testing.FakeService;
import chad.cli.testing.RunsService;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A step on a runner elsewhere: the service's supervisor goes on with the parked run whenever it is time to look. */
@ExtendWith(RunsService.Provider.class)
class OffloadIT {

    private static final String ACTIONS = "/repos/acme/heavy/actions";

    private static byte[] zip(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    /** A run that GitHub lists when it is dispatched, and that has succeeded when it is looked at once more. */
    private static void speakAsGithub(FakeService github) throws IOException {
        byte[] result = zip("result.json", "{\"answer\": \"42\"}");
        github.on(ACTIONS + "/workflows/offload.yml/dispatches", exchange -> {
            JsonNode sent = new ObjectMapper().readTree(github.asked().getLast().body());
            String title = "offload " + sent.path("inputs").path("dispatch_key").asText();
            github.on(ACTIONS + "/workflows/offload.yml/runs", 200, """
                    {"workflow_runs": [{"id": 5, "display_title": "%s", "status": "queued", "html_url": "https://github.invalid/5"}]}
                    """.formatted(title));
            FakeService.send(exchange, 204, Map.of(), "");
        });
        github.on(ACTIONS + "/workflows/offload.yml/runs", 200, "{\"workflow_runs\": []}");
        github.on(ACTIONS + "/runs/5", 200, "{\"id\": 5, \"status\": \"completed\", \"conclusion\": \"success\"}");
        github.on(
                ACTIONS + "/runs/5/artifacts",
                200,
                "{\"artifacts\": [{\"id\": 7, \"name\": \"result\", \"expired\": false}]}");
        github.on(ACTIONS + "/artifacts/7/zip", exchange -> FakeService.send(exchange, 200, Map.of(), result));
    }

    @Test
    void theSupervisorWaitsForTheRunnerAndItsResultIsTheOutput(RunsService service) throws IOException {
        speakAsGithub(service.github());

        Ended ended = service.cli()
                .run(
                        "launch",
                        "gha-offload",
                        "--input",
                        "{\"task\": \"add it up\", \"pollSeconds\": 1}",
                        "--run-id",
                        "offload",
                        "--wait",
                        "--timeout",
                        "100s");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("run is waiting-timer");
        JsonNode report = service.cli().run("output", "offload", "report").json();
        assertThat(report.path("status").asText()).isEqualTo("success");
        assertThat(report.path("answer").asText()).isEqualTo("42");
        List<FakeService.Asked> dispatches = service.github().asked().stream()
                .filter(asked -> asked.path().endsWith("/dispatches"))
                .toList();
        assertThat(dispatches).hasSize(1);
        assertThat(dispatches.getFirst().header("Authorization")).isEqualTo("Bearer " + RunsService.GITHUB_TOKEN);
        assertThat(service.cli().run("get", "offload").out()).doesNotContain(RunsService.GITHUB_TOKEN);
    }
}
