package chad.cli;

import chad.cli.api.ApiClient;
import chad.cli.api.ApiException;
import chad.cli.api.Query;
import com.fasterxml.jackson.databind.JsonNode;

/** The name of a workflow file: {@code fusion} is short for {@code fusion.jsx} when there is one of that name. */
final class WorkflowName {

    private WorkflowName() {}

    /** The service is asked only for a name without an ending. */
    static String of(String typed, ApiClient api) {
        if (typed.matches(".*\\.([jt]sx?|[cm][jt]s|mdx?)")) {
            return typed;
        }
        for (JsonNode workflow : api.get(Query.of("workflows")).json().path("items")) {
            String name = workflow.path("name").asText();
            if (name.equals(typed + ".jsx") || name.equals(typed + ".tsx")) {
                return name;
            }
        }
        throw ApiException.invalid("There is no workflow `%s`.".formatted(typed), "chad-runs workflows");
    }
}
