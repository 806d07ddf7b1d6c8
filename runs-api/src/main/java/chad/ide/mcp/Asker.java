package chad.ide.mcp;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** The caller of a tool as the REST operations know callers. */
record Asker(SecurityIdentity identity) implements SecurityContext {

    @Override
    public Principal getUserPrincipal() {
        return identity.getPrincipal();
    }

    @Override
    public boolean isUserInRole(String role) {
        return identity.hasRole(role);
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public String getAuthenticationScheme() {
        return "mcp";
    }
}
