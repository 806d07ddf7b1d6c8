package chad.ide.mcp;

import chad.ide.runs.Caveat;
import chad.ide.runs.Cost;
import chad.ide.runs.Progress;
import chad.ide.runs.RunSummary;
import chad.ide.runs.Tokens;
import chad.ide.runs.Unusual;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run in a line. Times are ISO 8601.
 *
 * @param title what was asked: the prompt, or the first text of the input
 * @param status the engine's word, where it is another one than ours
 * @param progress in words
 * @param tokens how many, and how far that can be believed
 * @param stalled why nobody executes it
 * @param stuck how it gets nowhere although it is being executed
 * @param unusual what it takes far more of than runs of its workflow usually do
 * @param cause why it failed, or the first of what it lost
 * @param caveats what it lost on the way, or got in another way than was meant, although it finished
 * @param score the mean of what the scorers of its tasks found, from 0 to 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunLine(
        String id,
        @Nullable String title,
        @Nullable String workflow,
        @Nullable String store,
        String state,
        @Nullable String status,
        @Nullable String createdAt,
        @Nullable String finishedAt,
        @Nullable Long durationMs,
        String progress,
        @Nullable String tokens,
        @Nullable String cost,
        @Nullable String stalled,
        @Nullable String stuck,
        @Nullable String unusual,
        @Nullable String cause,
        @Nullable String caveats,
        @Nullable Double score,
        @Nullable String parentId,
        @Nullable String parentKind) {

    /** Room for the reasons of a whole panel of models. */
    static final int MAX_CAUSE_CHARS = 1_300;

    static RunLine of(RunSummary run) {
        return new RunLine(
                String.valueOf(SafeText.text(run.id(), 512)),
                SafeText.text(run.title(), 160),
                SafeText.text(run.workflow(), 120),
                SafeText.text(run.store(), 120),
                run.state().word(),
                run.status().equals(run.state().word()) ? null : SafeText.text(run.status(), 60),
                SafeText.time(run.createdAtMs()),
                SafeText.time(run.finishedAtMs()),
                run.durationMs(),
                progress(run.progress()),
                run.models().isEmpty() ? null : tokens(run.tokens()),
                cost(run.cost()),
                run.stall() == null ? null : SafeText.text(run.stall().reason(), 400),
                run.stuck() == null
                        ? null
                        : SafeText.text(run.stuck().says() + " " + run.stuck().endsWith(), MAX_CAUSE_CHARS),
                run.unusual().isEmpty()
                        ? null
                        : run.unusual().stream().map(Unusual::says).collect(Collectors.joining(" ")),
                run.cause() == null ? null : SafeText.text(run.cause().says(), MAX_CAUSE_CHARS),
                caveats(run),
                run.score() == null ? null : run.score().mean(),
                run.parentId(),
                run.parentKind() == null ? null : run.parentKind().word());
    }

    private static @Nullable String cost(@Nullable Cost cost) {
        if (cost == null) {
            return null;
        }
        String usd = cost.usd() == null ? "" : String.format(Locale.ROOT, "%.4f USD", cost.usd());
        String unpriced = cost.unpriced().isEmpty()
                ? ""
                : " (no price of " + SafeText.text(String.join(", ", cost.unpriced()), 300) + ")";
        return (cost.accuracy().before() + usd + unpriced).strip();
    }

    private static String tokens(Tokens tokens) {
        String figure = tokens.total() == null ? "" : String.valueOf(tokens.total());
        String whose = tokens.standIn() ? " (the offline stand-in answered)" : "";
        return (tokens.accuracy().before() + figure + whose).strip();
    }

    private static @Nullable String caveats(RunSummary run) {
        return run.caveats().isEmpty()
                ? null
                : SafeText.text(
                        run.caveats().stream().map(Caveat::says).collect(Collectors.joining(" ")), MAX_CAUSE_CHARS);
    }

    private static String progress(Progress progress) {
        StringBuilder words = new StringBuilder(
                "%d of %d done".formatted(progress.finished() + progress.skipped(), progress.total()));
        append(words, progress.failed(), "failed");
        append(words, progress.cancelled(), "cancelled");
        append(words, progress.running(), "running");
        append(words, progress.waiting(), "waiting");
        return words.toString();
    }

    private static void append(StringBuilder words, int count, String what) {
        if (count > 0) {
            words.append(", ").append(count).append(' ').append(what);
        }
    }
}
