package chad.ide.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus' own judge of metrics, rules and configurations. */
final class Promtool {

    /** Its exit code when the text is well-formed, and a name in it is not what it recommends. */
    private static final int LINT = 3;

    private record Answer(int exitCode, String said) {}

    private Promtool() {}

    /** Fails unless the text is well-formed, and ours in it are named as they should be. */
    static void takes(String metrics) throws IOException, InterruptedException {
        Answer answer = ask(metrics, Path.of("."), "check", "metrics");
        assertThat(answer.exitCode()).as(answer.said()).isIn(0, LINT);
        assertThat(answer.said().lines()).noneMatch(complaint -> complaint.startsWith("chad_"));
    }

    /** Fails with what it said unless it was content. */
    static void agrees(Path folder, String... arguments) throws IOException, InterruptedException {
        Answer answer = ask("", folder, arguments);
        assertThat(answer.exitCode())
                .as("promtool %s: %s", String.join(" ", arguments), answer.said())
                .isZero();
    }

    private static Answer ask(String input, Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            throw new AssertionError("promtool is not there: apt-get install prometheus", missing);
        }
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("promtool does not end: " + said);
        }
        return new Answer(process.exitValue(), said);
    }
}
