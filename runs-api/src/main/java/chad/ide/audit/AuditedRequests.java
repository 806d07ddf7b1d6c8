package chad.ide.audit;

import chad.edge.Problem;
import chad.ide.security.BatchedCalls;
import chad.ide.security.Refusal;
import chad.ide.security.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sees every request before anybody else, authentication included, and writes down what came of those that ask for a
 * change: at the end of the answer, when it is known who asked and what was answered.
 */
@ApplicationScoped
class AuditedRequests {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Above the filters of Quarkus, authentication (200) and CORS (300) among them. */
    private static final int BEFORE_ALL = 1_000;

    private static final int MAX_CHARS = 300;
    private static final Pattern RUN = Pattern.compile("/api/runs/([A-Za-z0-9_.:@-]{1,200})(/.*)?");
    private static final Pattern STORE = Pattern.compile("/api/stores/.{1,300}/([a-z]{1,30})");
    private static final Pattern SCHEDULE = Pattern.compile("/api/schedules/(?!apply$)[^/]{1,200}(?:/([a-z]{1,30}))?");
    private static final String SAVE_SCHEDULE = "save-schedule";
    private static final Pattern STORE_NAME = Pattern.compile("\\P{Cntrl}{1,300}");
    private static final Pattern WORDS = Pattern.compile("[a-z][a-z-]{0,30}(/[a-z][a-z-]{0,30}){0,3}");

    private final AuditLog log;
    private final AnonymousLimit anonymous;
    private final Clock clock;

    AuditedRequests(AuditLog log, AuditConfig config, Clock clock) {
        this.log = log;
        this.anonymous = new AnonymousLimit(config.anonymousPerMinute());
        this.clock = clock;
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, BEFORE_ALL);
    }

    private void watch(RoutingContext context) {
        if (!READING.contains(context.request().method())) {
            context.addEndHandler(end -> ended(context, end.succeeded()));
        }
        context.next();
    }

    private void ended(RoutingContext context, boolean answered) {
        if (BatchedCalls.in(context) && context.response().getStatusCode() < 400) {
            return; // each call in it that writes has its own line
        }
        @Nullable String principal = null;
        @Nullable String role = null;
        if (context.user() instanceof QuarkusHttpUser user
                && !user.getSecurityIdentity().isAnonymous()) {
            SecurityIdentity identity = user.getSecurityIdentity();
            principal = cut(identity.getPrincipal().getName());
            role = role(identity);
        }
        long nowMs = clock.millis();
        if (principal == null) {
            long left = anonymous.leftOut(nowMs);
            if (left > 0) {
                log.add(leftOut(nowMs, left));
            }
            if (!anonymous.takes()) {
                return;
            }
        }
        log.add(entry(context, answered, nowMs, principal, role));
    }

    private static AuditEntry entry(
            RoutingContext context, boolean answered, long nowMs, @Nullable String principal, @Nullable String role) {
        HttpServerResponse response = context.response();
        AuditNotes notes = AuditNotes.of(context);
        if (context.get(Refusal.PROBLEM) instanceof Problem refused) {
            notes.answered(refused);
        }
        int status = answered ? response.getStatusCode() : 0;
        String path = context.normalizedPath();
        String made = response.headers().get("Location");
        Matcher run = RUN.matcher(path);
        Matcher madeRun = RUN.matcher(made == null ? "" : made);
        String runId = run.matches() ? run.group(1) : madeRun.matches() ? madeRun.group(1) : null;
        return new AuditEntry(
                0,
                nowMs,
                principal,
                role,
                action(context.request().method().name(), path),
                cut(context.request().method().name()),
                cut(path),
                runId,
                run.matches() ? store(context.request().getParam("store")) : null,
                notes.workflow(),
                AuditEntry.Result.of(status),
                status,
                status == 401 && notes.problemType() == null ? "unauthenticated" : notes.problemType(),
                detail(status, response.getStatusMessage(), made, notes));
    }

    /** What can't be a name is left out: a client may send anything. */
    static @Nullable String store(@Nullable String named) {
        return named != null && STORE_NAME.matcher(named).matches() ? named : null;
    }

    private static String detail(int status, String words, @Nullable String made, AuditNotes notes) {
        if (status == 0) {
            return "The client disconnected before the answer.";
        }
        if (notes.problemTitle() != null) {
            return notes.problemTitle();
        }
        return made == null || status >= 400 ? cut(words) : "Made " + cut(made);
    }

    private static AuditEntry leftOut(long nowMs, long count) {
        return new AuditEntry(
                0,
                nowMs,
                null,
                null,
                "left-out",
                "-",
                "-",
                null,
                null,
                null,
                AuditEntry.Result.REFUSED,
                401,
                "unauthenticated",
                "%d more requests without a valid key arrived within a minute and are not listed.".formatted(count));
    }

    /** Made of the address, so that a request has a name even when nothing is there to answer it. */
    static String action(String method, String path) {
        Matcher store = STORE.matcher(path);
        if (store.matches() && method.equals("POST")) {
            return store.group(1) + "-store";
        }
        Matcher schedule = SCHEDULE.matcher(path);
        if (schedule.matches()) {
            String verb = schedule.group(1);
            return verb == null && method.equals("PUT")
                    ? SAVE_SCHEDULE
                    : (verb == null ? method.toLowerCase(Locale.ROOT) : verb) + "-schedule";
        }
        if (path.equals("/api/schedules") && method.equals("POST")) {
            return SAVE_SCHEDULE; // as of the tool, which makes and changes alike
        }
        Matcher run = RUN.matcher(path);
        String words;
        if (run.matches()) {
            words = run.group(2) == null ? "run" : run.group(2).substring(1);
        } else {
            words = path.startsWith("/api/") ? path.substring("/api/".length()) : path.substring(1);
        }
        List<String> parts = Arrays.asList(words.split("/", -1));
        String verb = run.matches() ? parts.getFirst() : words; // a node's id may stand behind it
        if (!WORDS.matcher(verb).matches()) {
            return "other";
        }
        String name = verb.replace('/', '-');
        return method.equals("POST") ? name : method.toLowerCase(Locale.ROOT) + "-" + name;
    }

    static @Nullable String role(SecurityIdentity identity) {
        if (identity.hasRole(Role.OPERATOR)) {
            return Role.OPERATOR;
        }
        return identity.hasRole(Role.VIEWER) ? Role.VIEWER : null;
    }

    static String cut(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
    }
}
