package chad.ide.audit;

import chad.ide.problem.ProblemType;
import chad.ide.request.Numbers;
import java.util.Arrays;
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
}
