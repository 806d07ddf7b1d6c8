package chad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.cli.testing.Cli;
import chad.cli.testing.RunsService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The service is killed again and again while schedules are due every few seconds. {@code -Dkill.rounds=200} kills it more
 * often than the suite has time for.
 */
class KilledServiceIT {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 8);

    /** Every so many rounds the service lives long enough to look after what was under way when it was killed. */
    private static final int LONG_ROUND = 8;

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration DISTANCE = Duration.ofSeconds(10);
    private static final int SCHEDULES = 4;

    @Test
    void eachDueTimeHasOneFiringAndEachFiringOneRun() throws IOException, InterruptedException {
        Random random = new Random(18);
        try (RunsService service = RunsService.startedBy(List.of(), nothing -> {})) {
            Path marks = Files.createFile(service.folder().resolve("marks"));
            Instant begin = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 5);
            for (int i = 0; i < SCHEDULES; i++) {
                create(service.cli(), "killed-" + i, begin.plusMillis(2_500L * i), marks);
            }
            for (int round = 1; round <= ROUNDS; round++) {
                pause(round % LONG_ROUND == 0 ? 18_000 : random.nextInt(2_500));
                service.killAndStartAgain();
            }
            for (int i = 0; i < SCHEDULES; i++) {
                assertThat(service.cli().run("schedule", "pause", "killed-" + i).exitCode())
                        .isZero();
            }
            for (int i = 0; i < SCHEDULES; i++) {
                check(service.cli(), "killed-" + i, begin.plusMillis(2_500L * i), marks);
            }
        }
    }

    private static void create(Cli cli, String name, Instant start, Path marks) {
        assertThat(cli.run(
                                "schedule",
                                "add",
                                name,
                                "mark.jsx",
                                "--every",
                                DISTANCE.toString(),
                                "--start",
                                start.toString(),
                                "--overlap",
                                "allow",
                                "--catch-up",
                                "all",
                                "--input",
                                "{\"marks\": \"%s\"}".formatted(marks))
                        .exitCode())
                .isZero();
    }

    private static void check(Cli cli, String name, Instant start, Path marks) throws IOException {
        await().atMost(LONG)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> firings(cli, name).stream()
                        .noneMatch(firing -> firing.path("outcome").asText().equals("waiting")
                                || (firing.path("outcome").asText().equals("launched")
                                        && firing.path("endedAtMs").isNull())));
        List<JsonNode> firings = firings(cli, name);
        List<Long> due = firings.stream()
                .map(firing -> firing.path("dueAtMs").asLong())
                .sorted()
                .toList();
        long madeAtMs =
                cli.run("schedule", "show", name).json().path("changedAtMs").asLong();
        List<Long> expected = new ArrayList<>();
        for (Instant at = start; expected.size() < due.size(); at = at.plus(DISTANCE)) {
            if (at.toEpochMilli() > madeAtMs) {
                expected.add(at.toEpochMilli());
            }
        }
        assertThat(due).as("due times of %s", name).isNotEmpty().isEqualTo(expected);
        Set<String> launched = new HashSet<>();
        for (JsonNode firing : firings) {
            if (firing.path("outcome").asText().equals("launched")) {
                assertThat(firing.path("runState").asText())
                        .as(firing.toString())
                        .isEqualTo("finished");
                launched.add(firing.path("runId").asText());
            } else {
                assertThat(firing.path("reason").asText()).isEqualTo("the schedule was paused by machine");
            }
        }
        assertThat(launched).isNotEmpty();
        assertThat(Files.readAllLines(marks).stream()
                        .filter(line -> line.startsWith(name + "-"))
                        .toList())
                .as("executions of runs of %s", name)
                .containsExactlyInAnyOrderElementsOf(launched);
    }

    private static List<JsonNode> firings(Cli cli, String name) {
        return StreamSupport.stream(
                        cli.run("schedule", "firings", name, "--all")
                                .json()
                                .path("items")
                                .spliterator(),
                        false)
                .toList();
    }

    /** What lies between two crashes is time. */
    private static void pause(long ms) throws InterruptedException {
        new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
    }
}
