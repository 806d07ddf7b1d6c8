package chad.ide.approvals;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import java.util.List;
import java.util.Optional;

/** Who may decide gates that ask for a scope. */
@ConfigMapping(prefix = "runs.approvals")
public interface ApprovalsConfig {

    /**
     * Who holds which scope, one pair each: {@code release=alice@example.com}, {@code release=@example.com},
     * {@code security=name-of-a-key}. {@code CHAD_APPROVAL_SCOPES}.
     */
    Optional<List<@WithConverter(ScopeHolder.Parser.class) ScopeHolder>> scopes();
}
