package chad.ide.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.logging.Log;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Answers the dashboard's own addresses, such as {@code /runs/fusion-1/logs}, with its page, which reads the address
 * itself. The page is asked for anew each time, as it names the scripts of this build; those have their content's hash
 * in their names and are kept by browsers. An address that nobody has is answered by the page too, with 404, when a
 * browser goes there; whoever did not ask for a page gets a problem.
 */
@Singleton
class DashboardRoutes {

    private static final int NOT_FOUND = 404;

    private static final String PAGE = "META-INF/resources/index.html";

    /** The first part of every view's address; {@code routes.ts} has them with their views. */
    static final List<String> VIEWS = List.of(
            "runs",
            "approvals",
            "workflows",
            "editor",
            "schedules",
            "experiments",
            "models",
            "spend",
            "reports",
            "system",
            "compare",
            "saved");

    private static final String ADDRESSES = "/(?:(?:%s)(?:/.*)?|index\\.html)?".formatted(String.join("|", VIEWS));

    /** The first part of addresses that are not the page's own, whatever comes of them. */
    static final List<String> ELSEWHERE = List.of("api", "q", "mcp", "openapi", "assets", "sign-in");

    private static final String NOWHERE = "/(?!(?:%s)(?:/|$)).*".formatted(String.join("|", ELSEWHERE));

    /** After the files of the page, which Quarkus serves at 10,000, and before REST. */
    private static final int AFTER_FILES = 15_000;

    void register(@Observes Router router) {
        Buffer page = read();
        router.getWithRegex(ADDRESSES).order(0).handler(context -> answer(context, page));
        router.getWithRegex(NOWHERE).order(AFTER_FILES).handler(context -> {
            if (wantsPage(context)) {
                context.response().setStatusCode(NOT_FOUND);
                answer(context, page);
            } else {
                context.next();
            }
        });
    }

    private static boolean wantsPage(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    private static void answer(RoutingContext context, Buffer page) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(page);
    }

    private static Buffer read() {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(PAGE)) {
            if (in == null) {
                Log.warn("The dashboard is not in this build: it was built with -Dskip.ui.");
                return Buffer.buffer("This build has no dashboard.\n".getBytes(UTF_8));
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
