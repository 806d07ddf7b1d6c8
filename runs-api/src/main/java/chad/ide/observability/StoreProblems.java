package chad.ide.observability;

import chad.edge.ProblemAnswer;
import chad.ide.ledger.LedgerUnavailableException;
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
        return ProblemAnswer.of(
                ProblemType.STORE_UNAVAILABLE.because(
                        "Store `%s` can't be read at the moment. %s GET /api/stores shows its state."
                                .formatted(exception.store().name(), exception.reason())),
                uri);
    }

    @ServerExceptionMapper
    Response unavailable(LedgerUnavailableException exception, UriInfo uri) {
        return ProblemAnswer.of(
                ProblemType.LEDGER_UNAVAILABLE.because(exception.reason() + " GET /api/health shows its state."), uri);
    }

    @ServerExceptionMapper
    Response brokenFrame(BrokenFrameException exception, UriInfo uri) {
        return ProblemAnswer.of(
                ProblemType.STORE_UNAVAILABLE.because(
                        "The frame can't be decoded: %s The run's other views are not affected."
                                .formatted(exception.getMessage())),
                uri);
    }
}
