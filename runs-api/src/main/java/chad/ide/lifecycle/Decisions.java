package chad.ide.lifecycle;

import chad.ide.approvals.Gate;
import chad.ide.approvals.GateQueries;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineResult;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.problem.FieldError;
import chad.ide.problem.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.runs.StoredRun;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides gates. The engine only writes the decision down and leaves the run where it is, so the run is gone on with
 * under the same lock.
 */
@Singleton
class Decisions {

    private final GateQueries gates;
    private final StoreVerbs verbs;
    private final Steering steering;

    Decisions(GateQueries gates, StoreVerbs verbs, Steering steering) {
        this.gates = gates;
        this.verbs = verbs;
        this.steering = steering;
    }

    /**
     * Which gate is meant.
     *
     * @param node null for the one that waits
     * @param iteration null for the one that waits, else the latest
     * @param digest of what the decision is about; null when nobody looked
     */
    record Chosen(
            @Nullable String node,
            @Nullable Integer iteration,
            @Nullable String digest) {}

    Steered approve(StoredRun run, Chosen chosen, @Nullable String note, String by) {
        return steering.exclusively(run, "approve", by, before -> {
            Gate gate = waiting(run, chosen);
            if (gate.requestId() != null) {
                throw ProblemType.ENGINE_REFUSED.because(
                        "`%s` asks a question, which an approval would leave without a value. Send the value to POST /api/runs/%s/answer."
                                .formatted(gate.nodeId(), run.id()));
            }
            return decide(run, gate, decision("approve", run, gate, note, by));
        });
    }

    Steered deny(StoredRun run, Chosen chosen, @Nullable String note, String by) {
        return steering.exclusively(run, "deny", by, before -> {
            Gate gate = waiting(run, chosen);
            EngineCommand command = gate.requestId() == null
                    ? decision("deny", run, gate, note, by)
                    : EngineCommand.of("human")
                            .argument("cancel")
                            .argument(gate.requestId())
                            .privateOption("by", by);
            return decide(run, gate, command);
        });
    }

    /** @param requestId null for the question of the chosen gate */
    Steered answer(StoredRun run, Chosen chosen, @Nullable String requestId, JsonNode value, String by) {
        return steering.exclusively(run, "answer", by, before -> {
            Gate gate = requestId == null ? waiting(run, chosen) : question(run, requestId);
            if (gate.requestId() == null) {
                throw ProblemType.NO_GATE.because(
                        "`%s` asks for a yes or no: approve or deny it.".formatted(gate.nodeId()));
            }
            return decide(
                    run,
                    gate,
                    EngineCommand.of("human")
                            .argument("answer")
                            .argument(gate.requestId())
                            .privateOption("value", value)
                            .privateOption("by", by));
        });
    }

    private static EngineCommand decision(String verb, StoredRun run, Gate gate, @Nullable String note, String by) {
        return EngineCommand.of(verb)
                .argument(run.id())
                .option("node", gate.nodeId())
                .option("iteration", gate.iteration())
                .privateOption("note", note)
                .privateOption("by", by);
    }

    private Steered decide(StoredRun run, Gate gate, EngineCommand command) {
        EngineResult result = verbs.onStore(run, command);
        if (result instanceof Refused refused) {
            throw refusal(run, gate, refused);
        }
        return steering.goOn(run, StoreVerbs.answer(result));
    }

    private ProblemException refusal(StoredRun run, Gate gate, Refused refused) {
        return switch (refused.code()) {
            case "NO_PENDING_APPROVALS", "HUMAN_REQUEST_NOT_PENDING" ->
                gates.ofRun(run.store(), run.id()).stream()
                        .filter(now -> now.nodeId().equals(gate.nodeId()) && now.iteration() == gate.iteration())
                        .filter(now -> !isOpen(now))
                        .findFirst()
                        .map(Decisions::alreadyDecided)
                        .orElseGet(() -> StoreVerbs.refusal(refused));
            case "RUN_NOT_ACTIVE" ->
                ProblemType.ENGINE_REFUSED.because(
                        "The engine takes no decision about a run that is %s. `%s` still waits: resume run `%s`, then decide."
                                .formatted(steering.status(run), gate.nodeId(), run.id()));
            case "HUMAN_REQUEST_VALIDATION_FAILED" ->
                ProblemType.INVALID_ANSWER.because(
                        refused.reason(),
                        List.of(new FieldError("value", null, "what `answerSchema` of the gate describes")));
            default -> StoreVerbs.refusal(refused);
        };
    }

    private Gate question(StoredRun run, String requestId) {
        Gate asked = gates.ofRun(run.store(), run.id()).stream()
                .filter(gate -> requestId.equals(gate.requestId()))
                .findFirst()
                .orElseThrow(() -> ProblemType.NO_GATE.because(
                        "Run `%s` has no question of that id.".formatted(run.id()),
                        List.of(new FieldError("requestId", requestId, "`requestId` of a gate of the run"))));
        return open(asked);
    }

    /** @throws ProblemException when it does not wait, or is not the one that the caller saw */
    private Gate waiting(StoredRun run, Chosen chosen) {
        List<Gate> all = gates.ofRun(run.store(), run.id()).stream()
                .filter(gate -> chosen.node() == null || chosen.node().equals(gate.nodeId()))
                .filter(gate -> chosen.iteration() == null || chosen.iteration() == gate.iteration())
                .toList();
        List<Gate> open = all.stream().filter(Decisions::isOpen).toList();
        if (open.size() > 1) {
            String nodes = open.stream()
                    .map(gate -> "%s (iteration %d)".formatted(gate.nodeId(), gate.iteration()))
                    .collect(Collectors.joining(", "));
            throw ProblemType.invalid(
                    "node", Objects.requireNonNullElse(chosen.node(), ""), "one of those that wait: " + nodes);
        }
        Gate gate = open.isEmpty() ? lastDecided(run, chosen, all) : open.getFirst();
        String digest = chosen.digest();
        if (digest != null && !digest.equals(gate.digest())) {
            throw ProblemType.GATE_CHANGED.because(
                    "What `%s` asks is not what was decided about: it has changed since. Look at it again."
                            .formatted(gate.nodeId()),
                    List.of(new FieldError("digest", digest, gate.digest())));
        }
        return gate;
    }

    /** Always throws: none is open. */
    private static Gate lastDecided(StoredRun run, Chosen chosen, List<Gate> all) {
        Optional<Gate> decided = all.stream().reduce((earlier, later) -> later);
        if (decided.isPresent()) {
            throw alreadyDecided(decided.get());
        }
        throw ProblemType.NO_GATE.because(
                chosen.node() == null
                        ? "Run `%s` has no gate that waits.".formatted(run.id())
                        : "Run `%s` has no gate `%s`, or has not come to it yet.".formatted(run.id(), chosen.node()));
    }

    private static Gate open(Gate gate) {
        if (!isOpen(gate)) {
            throw alreadyDecided(gate);
        }
        return gate;
    }

    private static boolean isOpen(Gate gate) {
        return gate.status().equals("requested");
    }

    private static ProblemException alreadyDecided(Gate gate) {
        Long atMs = gate.decidedAtMs();
        return ProblemType.ALREADY_DECIDED.because("`%s` was %s by %s%s. Nothing was changed."
                .formatted(
                        gate.nodeId(),
                        gate.status(),
                        Objects.requireNonNullElse(gate.decidedBy(), "somebody"),
                        atMs == null ? "" : " at " + Instant.ofEpochMilli(atMs)));
    }
}
