package chad.ide.audit;

import chad.ide.problem.ProblemType;
import chad.ide.request.Numbers;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which entries a client wants; null takes all. */
record AuditQuery(
        @Nullable String principal,
        @Nullable String action,
        @Nullable String runId,
        AuditEntry.@Nullable Result result,
        @Nullable Long sinceMs,
        @Nullable Long untilMs) {

    static AuditQuery parse(
            @Nullable String principal,
            @Nullable String action,
            @Nullable String runId,
            @Nullable String result,
            @Nullable String since,
            @Nullable String until) {
        return new AuditQuery(
                principal,
                action,
                runId,
                result(result),
                Numbers.timeMs("since", since),
                Numbers.timeMs("until", until));
    }

    private static AuditEntry.@Nullable Result result(@Nullable String given) {
        if (given == null) {
            return null;
        }
        Optional<AuditEntry.Result> found = Arrays.stream(AuditEntry.Result.values())
                .filter(result -> result.word().equals(given))
                .findFirst();
        return found.orElseThrow(() -> ProblemType.invalid(
                "result",
                given,
                Arrays.stream(AuditEntry.Result.values())
                        .map(AuditEntry.Result::word)
                        .collect(Collectors.joining(", ", "one of ", ""))));
    }

    /**
     * Whether this entry and all before it are too old. The clock may have been set back between two entries, by
     * seconds at most on a machine that keeps its time: an hour is allowed for.
     */
    boolean isBefore(AuditEntry entry) {
        return sinceMs != null && entry.atMs() < sinceMs - 3_600_000;
    }

    boolean takes(AuditEntry entry) {
        return (principal == null || Objects.equals(principal, entry.principal()))
                && (action == null || action.equals(entry.action()))
                && (runId == null || runId.equals(entry.runId()))
                && (result == null || result == entry.result())
                && (sinceMs == null || entry.atMs() >= sinceMs)
                && (untilMs == null || entry.atMs() <= untilMs);
    }
}
