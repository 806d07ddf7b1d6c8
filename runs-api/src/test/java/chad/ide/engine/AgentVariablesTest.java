package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.ide.logging.Warnings;
import chad.ide.secrets.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentVariablesTest {

    private final Secrets secrets = new Secrets();
    private final Warnings warnings = new Warnings();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    Path folder;

    private AgentVariables of(String... specs) {
        return new AgentVariables(
                List.of(specs), Map.of("GITLAB_TOKEN", "from-our-env", "OTHER", "of-another-name"), secrets, warnings);
    }

    @Test
    void valuesComeFromTheEnvironmentAndFromFilesThatMayChange() throws IOException {
        Path file = Files.writeString(folder.resolve("jira"), "from-a-file\n");
        AgentVariables agents = of("GITLAB_TOKEN", " HUB=env:OTHER", "JIRA=file:" + file);

        assertThat(agents.values())
                .isEqualTo(Map.of("GITLAB_TOKEN", "from-our-env", "HUB", "of-another-name", "JIRA", "from-a-file"));
        Files.writeString(file, "from-a-new-file");
        assertThat(agents.values()).containsEntry("JIRA", "from-a-new-file");
        assertThat(secrets.mask("from-our-env of-another-name from-a-file from-a-new-file"))
                .isEqualTo("[masked:GITLAB_TOKEN] [masked:HUB] [masked:JIRA] [masked:JIRA]");
    }

    @Test
    void whatHasNoValueIsToldAndTheOthersAreGiven() throws IOException {
        Path file = folder.resolve("late");
        AgentVariables agents = of("NOWHERE", "LATE=file:" + file, "GITLAB_TOKEN");

        assertThat(agents.values()).containsOnlyKeys("GITLAB_TOKEN");
        assertThat(warnings.present().values())
                .anySatisfy(words -> assertThat(words).contains("NOWHERE", "CHAD_AGENT_ENV"))
                .anySatisfy(words -> assertThat(words).contains("LATE").doesNotContain(folder.toString()));
        Files.writeString(file, "there-it-is");
        assertThat(agents.values()).containsKey("LATE");
        assertThat(warnings.present().values()).noneMatch(words -> words.contains("LATE"));
    }

    @Test
    void aSettingThatCantBeReadKeepsTheServiceFromStarting() {
        for (String wrong : List.of("A B", "A=", "A=from:x", "A=file:", "1A", "=env:X", "A=env:")) {
            assertThatThrownBy(() -> of(wrong)).as(wrong).hasMessageContaining("CHAD_AGENT_ENV");
        }
        for (String reserved : List.of("PATH", "BUN_OPTIONS=env:X", "RUNS_IDE_GUARD", "LD_PRELOAD", "CHAD_STATE_DIR")) {
            assertThatThrownBy(() -> of(reserved)).as(reserved).hasMessageContaining("Remove it");
        }
        assertThatThrownBy(() -> of("A", "A=env:B")).hasMessageContaining("twice");
    }
}
