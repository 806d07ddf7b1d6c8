package chad.ide.audit;

import chad.edge.Problem;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** What only the inside of a request knows of it, kept with the request until its end. */
final class AuditNotes {

    private static final String KEY = AuditNotes.class.getName();

    private volatile @Nullable String workflow;
    private volatile @Nullable String problemType;
    private volatile @Nullable String problemTitle;

    static AuditNotes of(RoutingContext context) {
        AuditNotes notes = context.get(KEY);
        if (notes == null) {
            notes = new AuditNotes();
            context.put(KEY, notes);
        }
        return notes;
    }

    void about(String name) {
        workflow = name;
    }

    /** The title of the problem and never its detail, which may repeat what was sent. */
    void answered(Problem problem) {
        problemType = problem.type().replace(Problem.URN, "");
        problemTitle = problem.title();
    }

    @Nullable String workflow() {
        return workflow;
    }

    @Nullable String problemType() {
        return problemType;
    }

    @Nullable String problemTitle() {
        return problemTitle;
    }
}
