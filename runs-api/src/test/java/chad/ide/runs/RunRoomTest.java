package chad.ide.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chad.ide.store.Store;
import chad.ide.store.StoreLocation;
import chad.ide.store.StoreUnavailableException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunRoomTest {

    private static final Store STORE =
            new Store("nightly", new StoreLocation.SqliteFile(Path.of("state"), Path.of("state/nightly.db")));

    @Test
    void aStoreThatDoesNotFitSaysWhatToSet() {
        RunRoom room = new RunRoom(160L << 20);

        StoreUnavailableException refused =
                assertThrows(StoreUnavailableException.class, () -> room.require(STORE, 2_000_000, 1));

        assertThat(refused.reason()).contains("2000000 runs").contains("-Xmx").contains("archive");
        assertThatNoException().isThrownBy(() -> room.require(STORE, 500_000, 500_000));
    }
}
