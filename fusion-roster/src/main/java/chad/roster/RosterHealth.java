package chad.roster;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready whenever there is a roster to give, the built-in one included: a fusion of yesterday's models is better than
 * none. What serves, and what is wrong with the files, is in the data.
 */
@Readiness
@ApplicationScoped
public class RosterHealth implements HealthCheck {

    private final RosterResolver resolver;
    private final String version;

    RosterHealth(RosterResolver resolver, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.resolver = resolver;
        this.version = version;
    }

    @Override
    public HealthCheckResponse call() {
        Roster roster = resolver.resolve(Optional.empty());
        var health = HealthCheckResponse.named("roster")
                .withData("version", version)
                .withData("models", roster.models().size())
                .withData("stage", roster.stage().word());
        roster.parts().forEach(part -> health.withData(part.stage().word(), part.detail()));
        return health.status(!roster.models().isEmpty()).build();
    }
}
