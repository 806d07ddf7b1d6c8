package chad.ide.observability;

import chad.ide.runs.RunIndex;
import chad.ide.security.Role;
import chad.ide.store.StoreCopies;
import chad.ide.store.StoreRegistry;
import chad.ide.store.StoreState;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/stores")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.VIEWER)
@Tag(name = "service", description = "The service and its stores")
public class StoresResource {

    private final StoreRegistry registry;
    private final StoreCopies copies;
    private final RunIndex index;

    StoresResource(StoreRegistry registry, StoreCopies copies, RunIndex index) {
        this.registry = registry;
        this.copies = copies;
        this.index = index;
    }

    /**
     * A database file that was found.
     *
     * @param path below the configured folder, with that folder's name before it
     * @param sizeBytes of the file and its write-ahead log
     * @param runs how many it holds; null when it can't be read
     * @param reason why it is not read; null when it is
     * @param schemaVersion the newest migration of the engine; null for engines that kept none
     * @param copyOf the store that its workflow really writes to, when this one is a copy; null when it is none
     * @param leftOut tables of a store that are not read, and why
     */
    @Schema(name = "Store")
    record StoreView(
            @Schema(examples = "fusion") String name,
            @Schema(examples = "sqlite") String kind,
            @Schema(examples = "state/fusion.db") String path,
            @Schema(examples = "491520") long sizeBytes,
            @Schema(examples = "12") @Nullable Long runs,
            @Schema(examples = "ok") String state,
            @Nullable String reason,

            @Schema(examples = "0012_add_workspace_checkpoints") @Nullable String schemaVersion,

            @Schema(examples = "fusion") @Nullable String copyOf,

            @Schema(examples = "[\"report is a view: only ordinary tables are read.\"]")
            List<String> leftOut) {}

    /**
     * @param problems what the folders hold beside that, or why a folder could not be listed, in words
     */
    @Schema(name = "Stores")
    record StoresView(List<StoreView> items, @Nullable String nextCursor, List<String> problems) {}

    @GET
    @Operation(
            operationId = "listStores",
            summary = "Every database file that was found, whether it is read or not",
            description = "`state` is `ok`, `skipped` (it is not a store, which is fine) or `error` (it should be"
                    + " readable but is not; reading is retried).")
    @APIResponse(responseCode = "200", description = "All stores, by name")
    public StoresView list() {
        return new StoresView(registry.all().stream().map(this::view).toList(), null, registry.problems());
    }

    private StoreView view(StoreRegistry.Listed listed) {
        boolean ok = listed.state() instanceof StoreState.Ok;
        return new StoreView(
                listed.store().name(),
                listed.store().location().kind(),
                listed.store().location().relativePath(),
                listed.sizeBytes(),
                ok ? index.count(listed.store()) : null,
                listed.state().word(),
                ok ? null : listed.state().reason(),
                listed.shape().version(),
                copies.originalOf(listed.store()).orElse(null),
                listed.shape().leftOut());
    }
}
