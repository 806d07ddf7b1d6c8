package chad.ide.observability;

import chad.ide.engine.EngineAvailability;
import chad.ide.engine.EngineAvailability.Missing;
import chad.ide.engine.EngineAvailability.Ready;
import chad.ide.engine.EngineStatus;
import chad.ide.logging.Warnings;
import chad.ide.runs.RunVerdicts;
import chad.ide.security.Role;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreState;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/health")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "service")
public class HealthResource {

    private final StoreRegistry registry;
    private final EngineStatus engine;
    private final RunVerdicts verdicts;
    private final PeerClient peers;
    private final Warnings warnings;
    private final String version;

    HealthResource(
            StoreRegistry registry,
            EngineStatus engine,
            RunVerdicts verdicts,
            PeerClient peers,
            Warnings warnings,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.registry = registry;
        this.engine = engine;
        this.verdicts = verdicts;
        this.peers = peers;
        this.warnings = warnings;
        this.version = version;
    }

    /**
     * How the service is.
     *
     * @param status {@code ok}, or {@code degraded} when the engine, a store or a file of the service's own
     *     is not usable; reading goes on
     * @param stores how many files are in each state
     * @param warnings what runs out, or can't be read or written now, and what that means
     * @param activeRuns how many runs that have not ended are in each of our states
     */
    @Schema(name = "Health")
    record HealthView(
            @Schema(examples = "ok") String status,
            EngineView engine,
            Map<String, Long> stores,
            Map<String, Long> activeRuns,
            List<PeerClient.Peer> services,
            List<String> warnings) {

        HealthView {
            warnings = List.copyOf(warnings);
        }
    }

    /** @param problem why the engine can't be driven, and what to do; null when it can */
    @Schema(name = "EngineHealth")
    record EngineView(
            boolean available,
            @Schema(examples = "0.32.0") @Nullable String version,
            @Schema(examples = "1.4.5") @Nullable String bun,
            @Nullable String problem) {

        static EngineView of(EngineAvailability found) {
            return switch (found) {
                case Ready ready -> new EngineView(true, ready.engine(), ready.bun(), null);
                case Missing missing -> new EngineView(false, null, null, missing.reason());
            };
        }
    }

    @GET
    @Operation(operationId = "getHealth", summary = "The health of the service, its stores and the engine")
    @APIResponse(responseCode = "200", description = "The service is up; `status` says how healthy it is")
    public HealthView health() {
        EngineView engineView = EngineView.of(engine.availability());
        Map<String, Long> stores = new TreeMap<>();
        List<StoreRegistry.Listed> all = registry.all();
        all.forEach(listed -> stores.merge(listed.state().word(), 1L, Long::sum));
        boolean everyStoreIsRead = all.stream().noneMatch(listed -> listed.state() instanceof StoreState.Unreadable);
        Map<String, Long> active = new TreeMap<>();
        verdicts.countByState().forEach((state, count) -> active.put(state.word(), count));
        List<PeerClient.Peer> services = Stream.concat(
                        Stream.of(new PeerClient.Peer("runs-api", "ok", version)), peers.ask().stream())
                .toList();
        List<String> present = List.copyOf(warnings.present().values());
        boolean isWell = engineView.available() && everyStoreIsRead && present.isEmpty();
        return new HealthView(isWell ? "ok" : "degraded", engineView, stores, active, services, present);
    }
}
