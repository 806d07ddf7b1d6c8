package chad.ide.answers;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Takes an answer's share before anything is read, and gives it back when the last byte is sent or the client has gone. */
@Provider
@LargeAnswer
public class LargeAnswerFilter implements ContainerRequestFilter {

    private final AnswerBudget budget;
    private final RoutingContext routing;

    LargeAnswerFilter(AnswerBudget budget, RoutingContext routing) {
        this.budget = budget;
        this.routing = routing;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        AnswerBudget.Share share = budget.take();
        routing.addEndHandler(sentOrGone -> share.close());
        if (routing.response().closed()) {
            share.close(); // it went while it waited
        }
    }
}
