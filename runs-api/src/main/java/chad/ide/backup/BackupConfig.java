package chad.ide.backup;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;

/** When backups are made by themselves, and how many are kept. */
@ConfigMapping(prefix = "runs.backup")
public interface BackupConfig {

    /** Local time of a daily backup; without it none is made by itself. {@code CHAD_BACKUP_AT}. */
    Optional<LocalTime> at();

    /** How many are kept when a daily one is made; older ones go. {@code CHAD_BACKUP_KEEP}. */
    @WithDefault("7")
    @WithConverter(WholeNumber.From1.class)
    int keep();

    /** How often we look whether one is due; {@code off} never looks. */
    @WithDefault("30s")
    String tick();

    /** Pause before another try when a daily one failed. */
    @WithDefault("10m")
    Duration retryAfterFailure();

    /** How long a request for a backup is kept waiting before it is told that the backup goes on. */
    @WithDefault("20s")
    Duration answerWait();

    /** How long the pages of a store may be counted, table by table, before the answer goes without. */
    @WithDefault("5s")
    Duration sizeLimit();

    /** For how many days the stores' daily sizes are kept. */
    @WithDefault("60")
    @WithConverter(WholeNumber.From2.class)
    int keepSizeDays();
}
