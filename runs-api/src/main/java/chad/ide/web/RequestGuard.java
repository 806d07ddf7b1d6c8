package chad.ide.web;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.security.Refusal;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Reads the body of every request, before a thread is given to it: a client that sends half of one and then nothing
 * holds a connection for some seconds and no worker. What is too large, too slow, or has a number that no number can
 * hold, is refused with a problem.
 */
@Singleton
class RequestGuard {

    private static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

    /** The form has a key and an address. */
    private static final int MAX_SIGN_IN_BYTES = 4 * 1024;

    private static final String SIGN_IN = "/sign-in";
    private static final Duration BODY = Duration.ofSeconds(30);

    /** Of who is not known yet. */
    private static final Duration SIGN_IN_BODY = Duration.ofSeconds(5);

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /** Before anything that could answer. */
    private static final int VERY_FIRST = 2_100;

    /** Before the key is looked at. */
    private static final int FIRST = 1_000;

    /** After authorization (100): of who may not come in nothing is read. */
    private static final int WHEN_THE_CALLER_MAY_ENTER = 95;

    private static final JsonFactory JSON = new JsonFactory();

    private final Refusal refusal;

    RequestGuard(Refusal refusal) {
        this.refusal = refusal;
    }

    void register(@Observes Filters filters) {
        RequestDeadlines.enable();
        filters.register(RequestGuard::watch, VERY_FIRST);
        filters.register(this::look, FIRST);
        filters.register(this::read, WHEN_THE_CALLER_MAY_ENTER);
    }

    void register(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(RequestGuard::watch);
    }

    private static void watch(RoutingContext context) {
        Runnable answered = RequestDeadlines.arrived(context.request());
        context.addEndHandler(end -> answered.run());
        context.next();
    }

    private void look(RoutingContext context) {
        if (context.request().authority() == null) { // the server itself lets a request of HTTP/1.0 do without
            refuse(
                    context,
                    ProblemType.BAD_REQUEST.because(
                            "The request does not say which host it is for. Send a `Host` header with the address of"
                                    + " this service."));
            return;
        }
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && LENGTH.matcher(length).matches() && Long.parseLong(length) > limit(context)) {
            refuse(context, tooLarge(context));
        } else {
            context.next();
        }
    }

    private void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!RequestDeadlines.hasBody(request) || request.isEnded()) {
            context.next();
            return;
        }
        if (context.response().closed()) {
            return; // nobody is there to send the rest, or to hear of it
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            context.response().writeContinue();
        }
        new Reading(context).begin();
    }

    /** One body that comes in, on the event loop of its connection. */
    private final class Reading {

        private final RoutingContext context;
        private final Buffer body = Buffer.buffer();
        private boolean over;

        Reading(RoutingContext context) {
            this.context = context;
        }

        void begin() {
            HttpServerRequest request = context.request();
            Duration most = isSignIn(context) ? SIGN_IN_BODY : BODY;
            long timer = context.vertx().setTimer(most.toMillis(), late -> end(() -> refuse(context, tooSlow(most))));
            request.handler(part -> take(part, timer));
            request.exceptionHandler(gone -> end(() -> {
                context.vertx().cancelTimer(timer);
                tellGone(gone);
            }));
            request.endHandler(end -> end(() -> {
                context.vertx().cancelTimer(timer);
                pass();
            }));
            request.resume();
        }

        private void take(Buffer part, long timer) {
            if (over) {
                return;
            }
            if (body.length() + part.length() > limit(context)) {
                end(() -> {
                    context.vertx().cancelTimer(timer);
                    refuse(context, tooLarge(context));
                });
            } else {
                body.appendBuffer(part);
            }
        }

        private void end(Runnable how) {
            if (!over) {
                over = true;
                how.run();
            }
        }

        private void pass() {
            if (hasEndlessNumber(body)) {
                refuse(
                        context,
                        ProblemType.BAD_REQUEST.because(
                                "The body contains a number that is too large. The limit is 1.7e308."));
                return;
            }
            RoutingContextInternal read = (RoutingContextInternal) context;
            read.visitHandler(RoutingContextInternal.BODY_HANDLER);
            read.setBody(body);
            context.next();
        }
    }

    /**
     * Whether it is JSON with a number that would become infinite, or would be written out with millions of zeros. What
     * is not valid JSON is for others to refuse.
     */
    static boolean hasEndlessNumber(Buffer body) {
        if (!mayHaveEndlessNumber(body)) {
            return false;
        }
        try (JsonParser parser = JSON.createParser(body.getBytes())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric() && Double.isInfinite(Double.parseDouble(parser.getText()))) {
                    return true;
                }
            }
            return false;
        } catch (IOException noJson) {
            return false;
        }
    }

    /** Looks for three digits after an {@code e}, or more digits in a row than any number has. */
    private static boolean mayHaveEndlessNumber(Buffer body) {
        int digits = 0;
        boolean isExponent = false;
        for (int i = 0; i < body.length(); i++) {
            byte at = body.getByte(i);
            if (at >= '0' && at <= '9') {
                digits++;
                if (isExponent ? digits >= 3 : digits >= 300) {
                    return true;
                }
            } else if (at == 'e' || at == 'E') {
                isExponent = digits > 0;
                digits = 0;
            } else if (!(isExponent && digits == 0 && (at == '+' || at == '-'))) {
                isExponent = false;
                digits = 0;
            }
        }
        return false;
    }

    private static boolean isSignIn(RoutingContext context) {
        return context.normalizedPath().equals(SIGN_IN);
    }

    private static int limit(RoutingContext context) {
        return isSignIn(context) ? MAX_SIGN_IN_BYTES : MAX_BODY_BYTES;
    }

    private static ProblemException tooLarge(RoutingContext context) {
        return ProblemType.TOO_LARGE.because("A body may have at most %d bytes.".formatted(limit(context)));
    }

    private static ProblemException tooSlow(Duration most) {
        return ProblemType.REQUEST_TIMEOUT.because(
                "The body did not arrive within %d s. Send it whole.".formatted(most.toSeconds()));
    }

    private static void tellGone(Throwable gone) {
        Log.debugf("A client disconnected in the middle of its request. %s", gone);
    }

    /** The rest of the body is not waited for. */
    private void refuse(RoutingContext context, ProblemException problem) {
        context.response().putHeader(HttpHeaders.CONNECTION, "close");
        refusal.answer(context, problem);
    }
}
