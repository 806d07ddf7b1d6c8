package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class LaunchEnvironmentTest {

    @Example
    void knobsOfWorkflowsAreAdmitted() {
        Map<String, String> knobs = Map.of(
                "DRY_RUN", "1",
                "CHAD_FUSION_MODELS", "nvidia/nemotron-3-ultra-550b-a55b,z-ai/glm-5.2",
                "CHAD_FUSION_MAX", "4",
                "CHAD_MAX_TOKENS", "2048",
                "CHAD_BACKEND", "offline",
                "CHAD_SHADOW_MODE", "",
                "CHAD_ROUND_ROBIN", "yes");

        assertThat(LaunchEnvironment.admit(knobs).variables()).isEqualTo(knobs);
    }

    @Example
    void whatRedirectsOrLeaksIsRefusedAndAllOfItIsSaid() {
        String[] names = {
            "PATH",
            "LD_PRELOAD",
            "NODE_OPTIONS",
            "BUN_CONFIG",
            "HOME",
            "SMITHERS_BIN",
            "NVIDIA_API_KEY",
            "CHAD_INFERENCE_BASE_URL",
            "CHAD_INFERENCE_BASEURL",
            "CHAD_WEBUI_API_KEY",
            "CHAD_APIKEY",
            "CHAD_HOST_CREDS",
            "CHAD_STATE_DIR",
            "CHAD_WORKFLOW_DIR",
            "CHAD_MODELS_FILE",
            "CHAD_POPULATION",
            "CHAD_RUNS_HOST",
            "CHAD_RUNS_PORT",
            "CHAD_SSH_TARGET",
            "CHAD_SSHTARGET",
            "CHAD_CODEX_BIN",
            "CHAD_CLAUDE_COMMAND",
            "CHAD_GITHUB_TOKEN",
            "CHAD_TOKENS",
            "CHAD_DB_PASSWORD",
            "CHAD_NODE_PATH",
            "CHAD_OPERATORS",
            "chad_fusion_max",
            "CHAD_",
            "CHAD__X",
            "CHAD_X ",
            "CHAD_É",
            "",
            "DRY_RUN2",
            "CHAD_X=Y"
        };
        Map<String, @Nullable String> wanted = new HashMap<>();
        for (String name : names) {
            wanted.put(name, "a-value-that-stays-here");
        }

        assertThatThrownBy(() -> LaunchEnvironment.admit(wanted))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.REFUSED_SETTINGS);
                    assertThat(problem.toProblem(null).errors()).hasSize(names.length);
                    assertThat(problem.toProblem(null).toString()).doesNotContain("a-value-that-stays-here");
                });
    }

    @Example
    void valuesAndNumbersOfSettingsAreBounded() {
        assertRefused(Map.of("CHAD_X", "x".repeat(LaunchEnvironment.MAX_VALUE_CHARS + 1)));
        assertRefused(Map.of("CHAD_X", "a\0b"));
        assertRefused(Map.of("CHAD_X", "a\nb"));
        assertRefused(IntStream.rangeClosed(0, LaunchEnvironment.MAX_SETTINGS)
                .boxed()
                .collect(Collectors.toMap(i -> "CHAD_X" + i, i -> "1")));
    }

    @Property(tries = 2000)
    void whateverIsAdmittedIsAKnobWithAHarmlessName(@ForAll("names") String name, @ForAll String value) {
        if (LaunchEnvironment.whyNot(name, value).isEmpty()) {
            assertThat(name).matches("CHAD_[A-Z0-9_]+|DRY_RUN");
            assertThat(value).hasSizeLessThanOrEqualTo(LaunchEnvironment.MAX_VALUE_CHARS);
            assertThat(value.chars()).noneMatch(Character::isISOControl);
            for (String word : new String[] {"URL", "SSH", "SECRET", "PASSWORD", "PATH"}) {
                for (String part : name.split("_", -1)) {
                    assertThat(part).doesNotStartWith(word).doesNotEndWith(word);
                }
            }
        }
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> word = Arbitraries.of(
                "FUSION",
                "MAX",
                "URL",
                "BASEURL",
                "KEY",
                "APIKEY",
                "SSH",
                "BIN",
                "TOKENS",
                "TOKEN",
                "PATH",
                "MODE",
                "X1",
                "SECRETS",
                "PASSWORD",
                "é",
                "",
                " ",
                "a");
        Arbitrary<String> chad = word.list().ofMinSize(1).ofMaxSize(4).map(words -> "CHAD_" + String.join("_", words));
        return Arbitraries.oneOf(chad, Arbitraries.strings().ofMaxLength(80), Arbitraries.just("DRY_RUN"));
    }

    private static void assertRefused(Map<String, String> wanted) {
        assertThatThrownBy(() -> LaunchEnvironment.admit(new HashMap<>(wanted))).isInstanceOf(ProblemException.class);
    }
}
