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
 * in their names and are kept by browsers.
 */
@Singleton
class DashboardRoutes {

    private static final String PAGE = "META-INF/resources/index.html";

    /** The first part of every view's address; {@code routes.ts} has them with their views. */
    static final List<String> VIEWS = List.of(
            "runs",
            "approvals",
            "workflows",
            "editor",
            "experiments",
            "models",
            "reports",
            "system",
            "compare",
            "saved");

    private static final String ADDRESSES = "/(?:(?:%s)(?:/.*)?|index\\.html)?".formatted(String.join("|", VIEWS));

    void register(@Observes Router router) {
        Buffer page = read();
        router.getWithRegex(ADDRESSES).order(0).handler(context -> answer(context, page));
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
