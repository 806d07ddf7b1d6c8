package chad.ide.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.engine.EngineConfig;
import chad.ide.engine.RunKey;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFilesTest {

    private static final RunKey NIGHTLY = new RunKey("nightly", "r-1");
    private static final RunKey WEEKLY = new RunKey("weekly", "r-1");

    @Test
    void runsOfOneIdInTwoStoresHaveSettingsOfTheirOwn(@TempDir Path state) {
        SettingsFiles files = files(state);
        files.keep(NIGHTLY, dry("1"));
        files.keep(WEEKLY, dry("0"));

        assertThat(files.of(NIGHTLY)).isEqualTo(dry("1"));
        assertThat(files.of(WEEKLY)).isEqualTo(dry("0"));
    }

    @Test
    void thoseOfALaunchAreItsRunsOnceItsStoreIsKnown(@TempDir Path state) {
        SettingsFiles files = files(state);
        files.keep(NIGHTLY, dry("of an earlier run of that id"));
        files.keepLaunched("r-1", dry("1"));

        files.launched(NIGHTLY);

        assertThat(files.of(NIGHTLY)).isEqualTo(dry("1"));
        assertThat(files.of(WEEKLY)).isEqualTo(RunSettings.NONE);
    }

    @Test
    void thoseThatEarlierVersionsKeptAreTakenOver(@TempDir Path state) throws IOException {
        Path folder = Files.createDirectories(state.resolve("runs-api/settings"));
        Files.writeString(folder.resolve("r-1.json"), "{\"env\":{\"DRY_RUN\":\"1\"},\"options\":{}}");
        SettingsFiles files = files(state);

        files.adopt(NIGHTLY);

        assertThat(files.of(NIGHTLY)).isEqualTo(dry("1"));
        assertThat(files.of(WEEKLY)).isEqualTo(RunSettings.NONE);
    }

    private static RunSettings dry(String value) {
        return new RunSettings(Map.of("DRY_RUN", value), RunOptions.NONE, null);
    }

    private static SettingsFiles files(Path state) {
        return new SettingsFiles(new SmallRyeConfigBuilder()
                .withMapping(EngineConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "runs.engine.state-dir", state.toString(),
                                "runs.engine.workflow-dir", state.toString()),
                        "test",
                        100))
                .withConverter(Duration.class, 300, (Converter<Duration>) text -> Duration.parse("PT" + text))
                .build()
                .getConfigMapping(EngineConfig.class));
    }
}
