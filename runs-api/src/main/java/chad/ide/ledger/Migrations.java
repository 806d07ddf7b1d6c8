package chad.ide.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.extensibility.Plugin;
import org.jspecify.annotations.Nullable;

/**
 * Brings the database up to the tables of this version, by Flyway.
 *
 * <p>The scripts are named here and not searched for, as a native executable has nothing to search. Those in
 * {@code common} are for every vendor; where vendors differ each has its own, of the same version.
 */
@RegisterForReflection(targets = Plugin.class) // Flyway has Jackson look at it
final class Migrations {

    /** Oldest first. One that was released is never changed: the next change is another script. */
    private static final List<String> SCRIPTS = List.of(
            "sqlite/V1__audit.sql",
            "common/V2__taken_over.sql",
            "common/V3__sessions_notices_sizes.sql",
            "common/V4__runs.sql",
            "common/V5__report_posts.sql",
            "common/V6__token_usage.sql",
            "common/V7__run_caveats.sql",
            "common/V8__spend.sql",
            "common/V9__schedules.sql",
            "common/V10__budgets.sql",
            "common/V12__spend_labels.sql",
            "common/V13__run_traces.sql");

    /** Flyway's own table. */
    private static final String HISTORY = "flyway_schema_history";

    private Migrations() {}

    /** Whether nothing is to be done. Flyway needs a second to find that out by itself, which every start would pay. */
    static boolean areDone(Connection connection) throws SQLException {
        try (ResultSet history = connection.getMetaData().getTables(null, null, HISTORY, null)) {
            if (!history.next()) {
                return false;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(DISTINCT version) FROM %s WHERE success AND version IN (%s)"
                                .formatted(HISTORY, versions()))) {
            return row.next() && row.getInt(1) == SCRIPTS.size();
        }
    }

    private static String versions() {
        return String.join(
                ", ",
                SCRIPTS.stream()
                        .map(script -> script.substring(script.indexOf("/V") + 2, script.indexOf("__")))
                        .map("'%s'"::formatted)
                        .toList());
    }

    /** A database that a later version has brought further is left as it is. */
    static void run(DataSource database) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .table(HISTORY)
                .resourceProvider(new Scripts())
                .javaMigrationClassProvider(List::of)
                .load()
                .migrate();
    }

    private static final class Scripts implements ResourceProvider {

        private final List<LoadableResource> all =
                SCRIPTS.stream().<LoadableResource>map(Script::new).toList();

        @Override
        public @Nullable LoadableResource getResource(String name) {
            return null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return all.stream()
                    .filter(script -> script.getFilename().startsWith(prefix))
                    .filter(script -> List.of(suffixes).stream()
                            .anyMatch(script.getFilename().toLowerCase(Locale.ROOT)::endsWith))
                    .toList();
        }
    }

    private static final class Script extends LoadableResource {

        private final String name;

        Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            try (InputStream text = Objects.requireNonNull(
                    Migrations.class.getClassLoader().getResourceAsStream("ledger/" + name), name)) {
                return new StringReader(new String(text.readAllBytes(), UTF_8));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name.substring(name.indexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
