package chad.ide.problem;

import chad.edge.ProblemAnswer;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What the framework says of roles, as problems. */
public class SecurityProblems {

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException exception, UriInfo uri) {
        return ProblemAnswer.of(
                ProblemType.UNAUTHENTICATED.because("Send your key in the header `x-smithers-key`."), uri);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException exception, UriInfo uri) {
        return ProblemAnswer.of(
                ProblemType.FORBIDDEN.because("This needs the operator role, and you are a viewer."), uri);
    }
}
