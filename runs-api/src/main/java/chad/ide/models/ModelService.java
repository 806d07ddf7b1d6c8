package chad.ide.models;

import chad.ide.problem.ProblemType;
import chad.ide.request.Given;
import chad.volume.Catalog;
import chad.volume.CatalogJson;
import chad.volume.RosterLimit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The catalog and the roster, as their own services write and answer them. */
@Singleton
public class ModelService {

    private final ModelCatalog catalog;
    private final RosterClient roster;
    private final Clock clock;

    ModelService(ModelCatalog catalog, RosterClient roster, Clock clock) {
        this.catalog = catalog;
        this.roster = roster;
        this.clock = clock;
    }

    /** The catalog, its age, and what is wrong with the file, if anything. */
    public JsonNode catalog() {
        ModelCatalog.Known state = catalog.look();
        Catalog known = state.catalog();
        if (known == null) {
            throw ProblemType.CATALOG_UNAVAILABLE.because(
                    "%s Start model-refresh, or have it refresh with POST /api/models/refresh."
                            .formatted(state.problem()));
        }
        ObjectNode answer = CatalogJson.tree(known);
        answer.put("ageMs", known.age(clock.instant()).toMillis());
        answer.put("problem", state.problem());
        return answer;
    }

    /** How the roster was resolved, every stage of it. */
    public JsonNode roster(@Nullable Integer max) {
        Given.between("max", max, 1, RosterLimit.MOST_MODELS);
        return roster.explain(max);
    }
}
