package chad.ide.security;

import io.vertx.ext.web.RoutingContext;

/** Asks a person who is not signed in to do so. The one who draws pages implements it. */
public interface SignInPrompt {

    /** Ends the answer with a page, status 401. */
    void show(RoutingContext context);
}
