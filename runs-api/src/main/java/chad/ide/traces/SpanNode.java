package chad.ide.traces;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span with those below it. Times are epoch milliseconds.
 *
 * @param path names it among those of its run
 * @param error the kind of error it ended with ({@code error.type}); null when it ended well
 * @param errorText what the error says; null when that is not told
 */
record SpanNode(
        String path,
        String name,
        SpanKind kind,
        long startMs,
        long endMs,
        Attributes attributes,
        @Nullable String error,
        @Nullable String errorText,
        List<SpanNode> children) {

    SpanNode {
        children = List.copyOf(children);
        endMs = Math.max(startMs, endMs);
    }
}
