package chad.ide.spend;

import chad.ide.logging.Warnings;
import chad.volume.Price;
import chad.volume.PriceTable;
import chad.volume.PricesFile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The prices that hold, with what is wrong with the operator's own. */
@Singleton
class Prices {

    private static final String BROKEN = "prices.yaml";

    private final PricesFile file;
    private final Warnings warnings;

    @Inject
    Prices(SpendConfig config, Warnings warnings) {
        this(config.prices(), warnings);
    }

    Prices(Path path, Warnings warnings) {
        this.file = new PricesFile(path);
        this.warnings = warnings;
    }

    /** Another one after each change of the file. */
    PriceTable table() {
        PriceTable table = file.table();
        Optional<String> problem = file.problem();
        if (problem.isPresent()) {
            warnings.begin(BROKEN, "The prices of the last good file count on. " + problem.get());
        } else {
            warnings.end(BROKEN);
        }
        return table;
    }

    Optional<Price> find(@Nullable String address, String model, @Nullable String asked, long atMs) {
        return table().find(address, model, asked, Instant.ofEpochMilli(atMs));
    }

    /** The name of whoever was asked: the provider's, else the address as it was told; empty when it was not. */
    String provider(@Nullable String address) {
        return table().provider(address).orElse(address == null ? "" : address);
    }

    Spend.PriceSource source() {
        return new Spend.PriceSource(
                file.table().asOf(), file.isUsed(), file.problem().orElse(null));
    }
}
