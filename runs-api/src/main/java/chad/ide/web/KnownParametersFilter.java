package chad.ide.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Refuses query parameters that an operation does not take. One that was misspelt, a filter above all, would else be
 * left out without a word, and the answer taken for what was asked. It runs for operations that exist and whose caller
 * may enter: what is not there stays a 404, and a stranger learns nothing.
 */
@Provider
public class KnownParametersFilter implements ContainerRequestFilter {

    private final KnownParameters known;

    KnownParametersFilter(KnownParameters known) {
        this.known = known;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        known.require(
                request.getMethod(),
                request.getUriInfo().getRequestUri().getRawPath(),
                request.getUriInfo().getQueryParameters().keySet());
    }
}
