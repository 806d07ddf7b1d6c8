package chad.ide.observability;

import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.problem.Problem;
import chad.ide.problem.ProblemType;
import chad.ide.store.StoreUnavailableException;
import chad.ide.tree.BrokenFrameException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The failures of the ground as problems: the ground itself knows no HTTP. */
class StoreProblems {

    @ServerExceptionMapper
    Response unavailable(StoreUnavailableException exception, UriInfo uri) {
        Problem problem = ProblemType.STORE_UNAVAILABLE
                .because("Store `%s` can't be read now. %s GET /api/stores follows how it is."
                        .formatted(exception.store().name(), exception.reason()))
                .toProblem(uri.getPath());
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .header("Retry-After", "2")
                .entity(problem)
                .build();
    }

    @ServerExceptionMapper
    Response unavailable(LedgerUnavailableException exception, UriInfo uri) {
        Problem problem = ProblemType.LEDGER_UNAVAILABLE
                .because(exception.reason() + " GET /api/health follows how it is.")
                .toProblem(uri.getPath());
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .header("Retry-After", "2")
                .entity(problem)
                .build();
    }

    @ServerExceptionMapper
    Response brokenFrame(BrokenFrameException exception, UriInfo uri) {
        Problem problem = ProblemType.STORE_UNAVAILABLE
                .because("The frame can't be decoded: %s The run's other views are not touched by that."
                        .formatted(exception.getMessage()))
                .toProblem(uri.getPath());
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
