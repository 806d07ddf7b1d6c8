package chad.ide.security;

import com.fasterxml.jackson.annotation.JsonValue;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One way of proving who asks. */
public interface Authenticator {

    /** Which one it was. */
    @Schema(name = "SignInKind")
    enum Kind {
        /** {@code x-smithers-key}. */
        KEY,
        /** The cookie of who has signed in with a key. */
        SESSION,
        /** A token that Cloudflare Access has signed. */
        ACCESS,
        /** The email that a trusted proxy told. */
        PROXY;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What an authenticator says of a request. */
    sealed interface Verdict {

        /** Nothing was presented that concerns this authenticator, or nothing that is still valid: let others look. */
        record NotApplicable() implements Verdict {}

        record Authenticated(Caller caller) implements Verdict {}

        /** @param why for the caller, without what was presented */
        record Refused(String why) implements Verdict {}

        /** Too many failures from this address: what was presented does not count, whatever it is. */
        record TooMany(Duration retryAfter) implements Verdict {}
    }

    Verdict NOT_APPLICABLE = new Verdict.NotApplicable();

    /** Never blocks, and never fails. */
    Uni<Verdict> authenticate(RoutingContext context);
}
