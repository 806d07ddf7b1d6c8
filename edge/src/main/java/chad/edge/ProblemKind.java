package chad.edge;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of problem, as a constant of an enum. Its name is stable, for clients decide by {@link #uri()}: {@link CommonProblem}
 * has those that any service meets, and a service an enum for its own.
 */
public interface ProblemKind {

    /** The constant's name, in capitals. */
    String name();

    int status();

    String title();

    /** The stable identifier, for example {@code urn:runs-ide:problem:run-not-found}. */
    default String uri() {
        return Problem.URN + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** When it is worth another try, where that is known beforehand. */
    default Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /** A problem of this kind, to be thrown. The detail says what happened, to what, and what to do. */
    default ProblemException because(String detail) {
        return new ProblemException(this, detail, List.of(), null);
    }

    default ProblemException because(String detail, Throwable cause) {
        return new ProblemException(this, detail, List.of(), cause);
    }

    default ProblemException because(String detail, List<FieldError> errors) {
        return new ProblemException(this, detail, errors, null);
    }
}
