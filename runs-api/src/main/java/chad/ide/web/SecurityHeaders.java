package chad.ide.web;

import chad.ide.security.ClientAddress;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;

/** The headers that every answer has, whoever gives it: what a page of ours may load, and who may show or read it. */
@Singleton
class SecurityHeaders {

    static final String POLICY = "Content-Security-Policy";

    /** Before anything can answer. */
    private static final int FIRST = 2_000;

    private static final Map<String, String> HEADERS = Map.of(
            POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                    + " connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "X-Frame-Options",
            "DENY",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(),"
                    + " display-capture=(), clipboard-read=(), clipboard-write=(self), fullscreen=(self)");

    /** What is no page and no JSON that a browser would show: it is saved. */
    private static final String LINES = "application/x-ndjson";

    private static final String ONE_YEAR = "max-age=31536000";

    private final ClientAddress addresses;

    SecurityHeaders(ClientAddress addresses) {
        this.addresses = addresses;
    }

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    context.addHeadersEndHandler(end -> add(context));
                    context.next();
                },
                FIRST);
    }

    /** What somebody set on purpose stays. */
    void add(RoutingContext context) {
        MultiMap headers = context.response().headers();
        HEADERS.forEach((name, value) -> {
            if (!headers.contains(name)) {
                headers.set(name, value);
            }
        });
        if (addresses.isSecure(context.request())) {
            headers.set("Strict-Transport-Security", ONE_YEAR);
        }
        headers.set(HttpHeaders.CACHE_CONTROL, caching(headers));
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.startsWith(LINES)) {
            headers.set("Content-Disposition", "attachment; filename=\"events.ndjson\"");
        }
    }

    /** The server's own word for files is {@code public}, which would let a cache between us hand them to anybody. */
    private static String caching(MultiMap headers) {
        String wanted = headers.get(HttpHeaders.CACHE_CONTROL);
        if (wanted == null) {
            return headers.contains(HttpHeaders.ETAG) ? "private, no-cache" : "no-store";
        }
        return wanted.replaceFirst("\\bpublic\\b", "private");
    }
}
