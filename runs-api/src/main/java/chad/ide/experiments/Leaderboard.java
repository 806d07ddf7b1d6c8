package chad.ide.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who competes, best first.
 *
 * @param generation how often was selected; 0 before the first time
 * @param updatedAt when that was, as the file says it (ISO 8601)
 * @param offline whether the built-in stand-in played: then the scores say nothing of any model
 * @param candidates by rank; retired ones behind all others, the latest retired first
 * @param champions ids of the current best
 * @param retired ids of those that are out for good
 * @param lastReport what the last selection decided, as the workflow wrote it
 * @param problem why this is old or empty, and what to do; null when all is well
 */
@Schema(name = "Leaderboard")
public record Leaderboard(
        @Schema(examples = "3") long generation,

        @Schema(examples = "2026-06-13T05:00:00.000Z") @Nullable String updatedAt,

        boolean offline,
        List<Candidate> candidates,
        List<String> champions,
        List<String> retired,

        @Schema(implementation = Object.class) @Nullable JsonNode lastReport,

        @Nullable String problem) {

    private static final int MAX_CANDIDATES = 1_000;
    private static final int MAX_SCORES = 50;

    public Leaderboard {
        candidates = List.copyOf(candidates);
        champions = List.copyOf(champions);
        retired = List.copyOf(retired);
    }

    /**
     * A model or a prompt that competes.
     *
     * @param rank from 1; null for a retired one
     * @param status {@code active}, {@code champion} or {@code retired}
     * @param scores the latest, oldest first
     * @param mean of the last few of them; null without any
     * @param misses generations in a row without an answer
     * @param reason why it was retired
     */
    @Schema(name = "Candidate")
    public record Candidate(
            @Nullable Integer rank,
            @Schema(examples = "model:z-ai/glm-5.2") String id,
            @Schema(examples = "model") String kind,
            @Nullable String model,
            @Nullable String prompt,
            @Schema(examples = "champion") String status,
            @Schema(examples = "0.875") @Nullable Double mean,
            long misses,
            @Nullable Long retiredAtMs,
            @Nullable String reason,
            List<Score> scores) {

        public Candidate {
            scores = List.copyOf(scores);
        }

        boolean isRetired() {
            return status.equals("retired");
        }

        Candidate ranked(int place) {
            return new Candidate(place, id, kind, model, prompt, status, mean, misses, retiredAtMs, reason, scores);
        }
    }

    /** A share of right answers, 0 to 1. */
    @Schema(name = "Score")
    public record Score(@Nullable String runId, long atMs, double score) {}

    static Leaderboard empty(String problem) {
        return new Leaderboard(0, null, false, List.of(), List.of(), List.of(), null, problem);
    }

    Leaderboard with(String newProblem) {
        return new Leaderboard(generation, updatedAt, offline, candidates, champions, retired, lastReport, newProblem);
    }

    /** Whatever is missing or odd in the file is left out: a newer workflow may write more, or otherwise. */
    static Leaderboard of(JsonNode file) {
        List<Candidate> all = new ArrayList<>();
        for (JsonNode entry : file.path("candidates")) {
            if (entry.path("id").isTextual() && all.size() < MAX_CANDIDATES) {
                all.add(candidate(entry));
            }
        }
        List<Candidate> ranked = new ArrayList<>();
        all.stream()
                .filter(candidate -> !candidate.isRetired())
                .sorted(Comparator.comparingDouble(Leaderboard::meanOrWorst)
                        .reversed()
                        .thenComparing(Candidate::id))
                .forEach(candidate -> ranked.add(candidate.ranked(ranked.size() + 1)));
        all.stream()
                .filter(Candidate::isRetired)
                .sorted(Comparator.comparingLong(Leaderboard::retiredOrNever).reversed())
                .forEach(ranked::add);
        return new Leaderboard(
                file.path("generation").asLong(),
                text(file, "updatedAt"),
                file.path("offline").asBoolean(),
                ranked,
                ids(ranked, "champion"),
                ids(ranked, "retired"),
                file.path("lastReport").isObject() ? file.get("lastReport") : null,
                null);
    }

    private static Candidate candidate(JsonNode entry) {
        List<Score> scores = new ArrayList<>();
        for (JsonNode score : entry.path("scores")) {
            if (score.path("score").isNumber()) {
                scores.add(new Score(
                        text(score, "runId"),
                        score.path("atMs").asLong(),
                        score.path("score").asDouble()));
            }
        }
        return new Candidate(
                null,
                entry.path("id").asText(),
                entry.path("kind").asText("model"),
                text(entry, "model"),
                text(entry, "prompt"),
                entry.path("status").asText("active"),
                entry.path("mean").isNumber() && !scores.isEmpty()
                        ? Double.valueOf(entry.path("mean").asDouble())
                        : null,
                entry.path("misses").asLong(),
                entry.path("retiredAtMs").isNumber()
                        ? Long.valueOf(entry.path("retiredAtMs").asLong())
                        : null,
                text(entry, "reason"),
                scores.subList(Math.max(0, scores.size() - MAX_SCORES), scores.size()));
    }

    private static double meanOrWorst(Candidate candidate) {
        Double mean = candidate.mean();
        return mean == null ? -1 : mean;
    }

    private static long retiredOrNever(Candidate candidate) {
        Long at = candidate.retiredAtMs();
        return at == null ? 0 : at;
    }

    private static List<String> ids(List<Candidate> candidates, String status) {
        return candidates.stream()
                .filter(candidate -> candidate.status().equals(status))
                .map(Candidate::id)
                .toList();
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.get(field).asText() : null;
    }
}
