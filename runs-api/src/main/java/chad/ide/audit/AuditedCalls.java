package chad.ide.audit;

import chad.edge.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes down calls that came by another way than a request of their own. */
@Singleton
public class AuditedCalls {

    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9_.:@-]{1,200}");

    private final AuditLog log;
    private final Clock clock;

    AuditedCalls(AuditLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /**
     * A call that asks for a change.
     *
     * @param action the verb that REST has for it: {@code launch}, {@code cancel}, {@code workflow-file}
     * @param runId the run that it is about, or that it made
     * @param store in which that run is looked for; null when none was named
     */
    public record Call(
            String action,
            @Nullable String runId,
            @Nullable String store,
            @Nullable String workflow) {}

    /**
     * @param path of the request that carried it
     * @param refused why it was not done; null when it was
     */
    public void add(SecurityIdentity identity, String path, Call call, @Nullable ProblemException refused) {
        int status = refused == null ? 200 : refused.type().status();
        log.add(new AuditEntry(
                0,
                clock.millis(),
                identity.isAnonymous()
                        ? null
                        : AuditedRequests.cut(identity.getPrincipal().getName()),
                AuditedRequests.role(identity),
                call.action(),
                "POST",
                path,
                named(RUN, call.runId()),
                AuditedRequests.store(call.store()),
                named(AuditObserver.WORKFLOW, call.workflow()),
                AuditEntry.Result.of(status),
                status,
                refused == null
                        ? null
                        : refused.type().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                refused == null ? "OK" : refused.type().title()));
    }

    /** What can't be a name is left out: a client may send anything. */
    private static @Nullable String named(Pattern allowed, @Nullable String name) {
        return name != null && allowed.matcher(name).matches() ? name : null;
    }
}
