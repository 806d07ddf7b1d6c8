package chad.ide.security;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import chad.ide.secrets.Secrets;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;

/** Builds the parts of this package by hand, with settings and a time of the test's choice. */
final class SecurityBench {

    static final String KEY = "a-key-of-the-security-bench";

    /** Stands still unless it is told to go on. */
    static final class StoppedClock extends Clock {
        private Instant now = Instant.parse("2026-11-21T10:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    final StoppedClock clock = new StoppedClock();
    final Warnings warnings = new Warnings();
    final Path folder;
    private final Map<String, String> settings = new HashMap<>();

    SecurityBench(Path folder) {
        this.folder = folder;
        set("credentials", folder.resolve("credentials.json").toString());
        set("folder", folder.toString());
    }

    SecurityBench set(String key, String value) {
        settings.put("runs.security." + key, value);
        return this;
    }

    /** Writes credentials.json with those permissions. */
    SecurityBench credentials(String json, String permissions) {
        try {
            Path file = Files.writeString(folder.resolve("credentials.json"), json);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    SecurityConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(SecurityConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withConverter(Duration.class, 300, (Converter<Duration>) DurationConverter::parseDuration)
                .build()
                .getConfigMapping(SecurityConfig.class);
    }

    ApiKeys keys() {
        return new ApiKeys(config(), new Secrets(), warnings);
    }

    /** As a service that was just started has them. */
    Sessions sessions() {
        return sessions(500);
    }

    /** @param max ended sessions of a key that are listed */
    Sessions sessions(int max) {
        return new Sessions(keys(), ended(max), config(), clock);
    }

    EndedSessions ended(int max) {
        Ledger ledger = new Ledger(database(), clock, warnings);
        EndedSessions ended =
                new EndedSessions(ledger, new TakeOver(ledger, clock), config(), clock, warnings, Runnable::run, max);
        ended.start(new StartupEvent());
        return ended;
    }

    Path database() {
        return folder.resolve("runs-ide.sqlite");
    }
}
