package chad.roster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whence the roster comes. The names that operators use stand in application.yaml. */
@ConfigMapping(prefix = "roster")
public interface RosterConfig {

    /** The operator's own list, best first, separated by commas; when set, it is the roster. */
    Optional<String> models();

    /** The most models that a fusion asks, 1 to 64; {@code ?max=} can ask for fewer. */
    @WithDefault("6")
    int max();

    /** The volume. */
    @WithDefault("state")
    Path stateDir();

    /** The catalog (models.json in the state folder). */
    Optional<Path> modelsFile();

    /** The arena (population.json in the state folder). */
    Optional<Path> populationFile();

    /** Age at which the catalog is reported as old. It serves on: old models are better than none. */
    @WithDefault("36h")
    Duration staleAfter();

    /**
     * What is asked when nothing else is known: on a first start with the provider out of reach. Flagships of the
     * families of model-refresh, in its order.
     */
    @WithDefault("nvidia/nemotron-3-ultra-550b-a55b,deepseek-ai/deepseek-v3.2,z-ai/glm-5.1,moonshotai/kimi-k2.5,"
            + "qwen/qwen3.5-397b-a17b,openai/gpt-oss-120b")
    List<String> fallback();

    default Path catalogPath() {
        return modelsFile().orElse(stateDir().resolve("models.json"));
    }

    default Path populationPath() {
        return populationFile().orElse(stateDir().resolve("population.json"));
    }
}
