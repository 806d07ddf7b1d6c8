package chad.ide.approvals;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who holds the scopes that gates ask for ({@code allowedScopes}). An operator holds those that the engine's own gateway
 * knows, for he may do all that they stand for; a scope of the workflow's own is held by those whom the configuration
 * names.
 */
@Singleton
public class ApprovalScopes {

    /** The names of the engine's gateway, as of 0.32. */
    private static final Set<String> OF_THE_ENGINE = Set.of(
            "run:read",
            "run:write",
            "run:admin",
            "approval:submit",
            "signal:submit",
            "cron:read",
            "cron:write",
            "account:read",
            "memory:read",
            "prompt:read",
            "score:read",
            "ticket:read",
            "ticket:write",
            "observability:read");

    private final Map<String, Set<String>> holders;

    ApprovalScopes(ApprovalsConfig config) {
        this.holders = config.scopes().orElse(List.of()).stream()
                .collect(Collectors.groupingBy(
                        ScopeHolder::scope,
                        Collectors.mapping(
                                holder -> holder.who().toLowerCase(Locale.ROOT), Collectors.toUnmodifiableSet())));
    }

    /** @param operator the name of a caller who may decide gates */
    public boolean holds(String operator, String scope) {
        if (OF_THE_ENGINE.contains(scope.strip())) {
            return true;
        }
        Set<String> named = holders.getOrDefault(scope.strip(), Set.of());
        String name = operator.toLowerCase(Locale.ROOT);
        int at = name.lastIndexOf('@');
        return named.contains(name) || (at >= 0 && named.contains(name.substring(at)));
    }
}
