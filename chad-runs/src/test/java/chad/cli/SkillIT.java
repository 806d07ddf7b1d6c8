package chad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.Ended;
import chad.cli.testing.RunsService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every example of docs/SKILL.md, in its order, against the real service and engine: an agent copies them. */
@ExtendWith(RunsService.Provider.class)
class SkillIT {

    private static final Path SKILL = Path.of(System.getProperty("project.root"), "docs/SKILL.md");

    /** {@code ```sh}, or with the exit code that is promised: {@code ```sh exit=3}. */
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh(?: exit=([0-9]))?\\n(.*?)^```$");

    private record Example(String script, int exitCode) {}

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(SKILL));
        while (blocks.find()) {
            examples.add(new Example(blocks.group(2), blocks.group(1) == null ? 0 : Integer.parseInt(blocks.group(1))));
        }
        return examples;
    }

    @Test
    void everyExampleDoesWhatItPromises(RunsService service) throws IOException {
        assertThat(examples()).hasSizeGreaterThan(10);
        for (Example example : examples()) {
            // $0 is the launcher: bash takes the first argument behind a script for that
            String script = "set -euo pipefail\nPATH=${0%/*}:$PATH\n" + example.script();

            Ended ended = service.cli().through("bash", "-c", script).run();

            assertThat(ended.exitCode())
                    .as("%s%n%s%n%s", example.script(), ended.out(), ended.err())
                    .isEqualTo(example.exitCode());
        }
    }

    @AfterAll
    static void everyAnswerWasAsTheDocumentSays(RunsService service) {
        assertThat(service.answersUnlikeTheDocument()).isEmpty();
        assertThat(service.calledByTheCli()).isNotEmpty();
    }

    @Test
    void everyCommandIsNamed() throws IOException {
        String skill = Files.readString(SKILL);
        for (String name : Commands.names()) {
            if (!name.startsWith("__") && !name.equals("completion")) {
                assertThat(skill).containsPattern("(chad-runs |`)" + name + "\\b");
            }
        }
    }
}
