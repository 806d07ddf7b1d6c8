package chad.ide.testing;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.EngineStores.Sample;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineStoresTest {

    @Test
    void theRealEngineWritesAStore(@TempDir Path folder) {
        EngineStores stores = new EngineStores(folder);

        EngineStores.Ended ended = stores.run(Sample.COUNT, "count-1", "{\"prompt\":\"hi\"}");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(stores.store(Sample.COUNT)).isRegularFile();
    }

    @Test
    void theRealEngineStopsAtAGate(@TempDir Path folder) {
        EngineStores stores = new EngineStores(folder);

        EngineStores.Ended ended = stores.run(Sample.GATE, "gate-1", "{}");

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(3);
    }
}
