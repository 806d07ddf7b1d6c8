package chad.ide.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a run descends from its parent. */
@Schema(type = SchemaType.STRING, examples = "fork")
public enum ParentKind {
    /** It was forked, or replayed, from a frame of its parent. */
    FORK,
    /** A subflow of its parent, or a run that was launched with a parent's id. */
    CHILD,
    /** Its parent went on as this run. */
    CONTINUED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The expression for it, of a row of {@code _smithers_runs} that is called {@code r}. */
    public static String sql(boolean hasBranches) {
        return """
                CASE WHEN r.parent_run_id IS NULL THEN NULL
                     %s
                     WHEN r.run_id NOT LIKE '%%:child:%%'
                      AND (SELECT p.status FROM _smithers_runs p WHERE p.run_id = r.parent_run_id) = 'continued'
                     THEN 'CONTINUED'
                     ELSE 'CHILD' END""".formatted(
                        hasBranches
                                ? "WHEN EXISTS (SELECT 1 FROM _smithers_branches k WHERE k.run_id = r.run_id) THEN 'FORK'"
                                : "");
    }

    static @Nullable ParentKind of(@Nullable String name) {
        return name == null ? null : valueOf(name);
    }

    /**
     * Whether a run is a subflow, {@code PARENT:child:NODE:ITERATION}, which its parent's process executes: the engine
     * would execute the parent's workflow in it if it was told to go on with it alone.
     */
    public static boolean isSubflow(String id, @Nullable String parentId) {
        return parentId != null && id.startsWith(parentId + ":child:");
    }
}
