package chad.ide.security;

import chad.ide.problem.ProblemType;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a page of somebody else asks for, with the cookies of a person who happens to look at it.
 *
 * <p>A browser tells by {@code Sec-Fetch-Site} and {@code Origin} whose page asks, and no page can change that. Who is
 * known by something that browsers send along by themselves must prove that a write comes from our own pages; a caller
 * with a key in a header need not, since no page of somebody else has it.
 */
@Singleton
class OriginGuard {

    static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Between authentication (200) and authorization (100). */
    private static final int WHEN_THE_CALLER_IS_KNOWN = 150;

    private static final String SAME_ORIGIN = "same-origin";

    private final ClientAddress addresses;
    private final Refusal refusal;

    OriginGuard(ClientAddress addresses, Refusal refusal) {
        this.addresses = addresses;
        this.refusal = refusal;
    }

    void register(@Observes Filters filters) {
        filters.register(this::look, WHEN_THE_CALLER_IS_KNOWN);
    }

    private void look(RoutingContext context) {
        boolean isAmbient = Caller.of(context).map(Caller::ambient).orElse(false);
        boolean isWrite = !READING.contains(context.request().method());
        Optional<String> why = isWrite
                ? whyNotWrite(context.request(), isAmbient)
                : isAmbient ? whyNotRead(context.request(), context.normalizedPath()) : Optional.empty();
        if (why.isPresent()) {
            refusal.answer(context, ProblemType.FOREIGN_ORIGIN.because(why.get()));
        } else {
            context.next();
        }
    }

    private Optional<String> whyNotWrite(HttpServerRequest request, boolean isAmbient) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        @Nullable String origin = request.getHeader("Origin");
        boolean namesOrigin = origin != null && !origin.equals("null");
        if (SAME_ORIGIN.equals(site)) {
            return Optional.empty(); // the browser compared the two addresses itself, before any proxy changed one
        }
        if (namesOrigin && !addresses.isOwnOrigin(origin, request)) {
            return Optional.of(
                    "A page of another site (`Origin`) may not make changes. If it is the dashboard behind a proxy,"
                            + " set CHAD_PUBLIC_URL to the address in the browser.");
        }
        if (site != null && (isAmbient || !site.equals("none"))) {
            return Optional.of("A page of another site (`Sec-Fetch-Site: %s`) may not make changes."
                    .formatted(site.length() > 20 ? "…" : site));
        }
        return isAmbient && site == null && !namesOrigin
                ? Optional.of("A change requested with a cookie needs the `Origin` of the dashboard itself. Scripts"
                        + " send the key in `" + KeyAuthenticator.HEADER + "` instead.")
                : Optional.empty();
    }

    /** A link from elsewhere may lead here; a script from elsewhere may not look. */
    private static Optional<String> whyNotRead(HttpServerRequest request, String path) {
        boolean isFromElsewhere = "cross-site".equals(request.getHeader("Sec-Fetch-Site"));
        boolean isLink = "navigate".equals(request.getHeader("Sec-Fetch-Mode")) && !path.equals("/api/stream");
        return isFromElsewhere && !isLink && path.startsWith("/api/")
                ? Optional.of("A page of another site may not read this.")
                : Optional.empty();
    }
}
