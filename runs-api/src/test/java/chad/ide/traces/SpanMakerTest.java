package chad.ide.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanMakerTest {

    private static final SpanNode RUN = new SpanNode(
            "",
            "run",
            SpanKind.INTERNAL,
            1_000,
            5_000,
            Attributes.empty(),
            null,
            null,
            List.of(new SpanNode(
                    "ask/0",
                    "task ask",
                    SpanKind.INTERNAL,
                    2_000,
                    1_500,
                    Attributes.empty(),
                    "_OTHER",
                    null,
                    List.of())));

    private static List<String> ids(List<SpanData> spans) {
        return spans.stream()
                .map(span -> span.getTraceId() + " " + span.getSpanId() + " " + span.getParentSpanId())
                .toList();
    }

    @Test
    void toldAgainASpanHasTheSameId() {
        try (SpanMaker before = new SpanMaker(Resource.empty(), 1);
                SpanMaker after = new SpanMaker(Resource.empty(), 1)) {
            List<SpanData> spans = before.spans("store\0run\0" + 5_000, RUN);

            assertThat(spans).hasSize(2);
            assertThat(ids(spans)).doesNotHaveDuplicates().isEqualTo(ids(after.spans("store\0run\0" + 5_000, RUN)));
            assertThat(ids(after.spans("store\0run\0" + 9_000, RUN))).doesNotContainAnyElementsOf(ids(spans));
        }
    }

    @Test
    void noSpanEndsBeforeItBegins() {
        try (SpanMaker maker = new SpanMaker(Resource.empty(), 1)) {
            assertThat(maker.spans("a", RUN)).allMatch(span -> span.getEndEpochNanos() >= span.getStartEpochNanos());
        }
    }

    @Test
    void ofARunAllSpansAreToldOrNone() {
        try (SpanMaker maker = new SpanMaker(Resource.empty(), 0.5)) {
            int told = 0;
            for (int i = 0; i < 400; i++) {
                List<SpanData> spans = maker.spans("run " + i, RUN);
                assertThat(spans.size()).isIn(0, 2);
                told += spans.size() / 2;
            }
            assertThat(told).isBetween(150, 250);
        }
    }
}
