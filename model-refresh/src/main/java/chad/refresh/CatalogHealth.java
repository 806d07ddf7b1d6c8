package chad.refresh;

import chad.volume.Catalog;
import chad.volume.FileRead;
import chad.volume.FollowedFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while there is a catalog of today or yesterday; a failed refresh alone makes nobody unready. */
@Readiness
@ApplicationScoped
public class CatalogHealth implements HealthCheck {

    private final RefreshJob job;
    private final ModelTables tables;
    private final Clock clock;
    private final Duration staleAfter;
    private final String version;

    CatalogHealth(
            RefreshConfig config,
            RefreshJob job,
            ModelTables tables,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.job = job;
        this.tables = tables;
        this.clock = clock;
        this.version = version;
        staleAfter = config.staleAfter();
    }

    @Override
    public HealthCheckResponse call() {
        var health = HealthCheckResponse.named("catalog").withData("version", version);
        FollowedFile.State<Catalog> state = job.catalog();
        health.withData(
                "file",
                switch (state.file()) {
                    case FileRead.Good<Catalog> _ -> "ok";
                    case FileRead.Missing<Catalog> _ -> "missing";
                    case FileRead.Broken<Catalog>(String reason) -> "broken: " + reason;
                });
        RefreshAttempts attempts = job.attempts();
        if (attempts.failures() > 0) {
            health.withData("failedRefreshes", attempts.failures()).withData("lastFailure", attempts.lastFailure());
        }
        if (!tables.problems().isEmpty()) {
            health.withData("tables", String.join(" ", tables.problems()));
        }
        if (!(state.file() instanceof FileRead.Good<Catalog>(Catalog catalog))) {
            return health.down().build();
        }
        Duration age = catalog.age(clock.instant());
        return health.withData("generatedAt", catalog.generatedAt().toString())
                .withData("ageSeconds", age.toSeconds())
                .withData("staleAfterSeconds", staleAfter.toSeconds())
                .status(age.compareTo(staleAfter) <= 0)
                .build();
    }
}
