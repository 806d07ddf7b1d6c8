package chad.ide.lifecycle;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.approvals.ApprovalScopes;
import chad.ide.approvals.Gate;
import chad.ide.approvals.GateQueries;
import chad.ide.engine.EngineCommand;
import chad.ide.engine.EngineResult;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.problem.ProblemType;
import chad.ide.runs.RunControlState;
import chad.ide.runs.StoredRun;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides gates. The engine only writes the decision down and leaves the run where it is, so the run is gone on with
 * under the same lock.
 */
@Singleton
public class Decisions {

    private static final int MAX_NAMES = 10;

    private final GateQueries gates;
    private final StoreVerbs verbs;
    private final Steering steering;
    private final ApprovalScopes scopes;

    Decisions(GateQueries gates, StoreVerbs verbs, Steering steering, ApprovalScopes scopes) {
        this.gates = gates;
        this.verbs = verbs;
        this.steering = steering;
        this.scopes = scopes;
    }

    /**
     * Which gate is meant.
     *
     * @param node null for the one that waits
     * @param iteration null for the one that waits, else the latest
     * @param digest of what the decision is about; null when nobody looked
     */
    private record Chosen(
            @Nullable String node,
            @Nullable Integer iteration,
            @Nullable String digest) {

        static Chosen of(Decision decision) {
            return new Chosen(decision.node(), decision.iteration(), decision.digest());
        }
    }

    public SteeringResult approve(StoredRun run, Approval approval, String by) {
        Chosen chosen = Chosen.of(approval.decision());
        String note = approval.decision().note();
        return steering.exclusively(run, "approve", by, before -> {
            Gate gate = waiting(run, chosen);
            requireAllowed(gate, by);
            if (gate.requestId() != null) {
                throw ProblemType.ENGINE_REFUSED.because(
                        ("`%s` asks a question, which needs a value rather than an approval. Send the value to POST"
                                        + " /api/runs/%s/answer.")
                                .formatted(gate.nodeId(), run.id()));
            }
            Optional<ObjectNode> decision = approval.choice().decision(gate);
            return decide(
                    before,
                    gate,
                    by,
                    () -> decision.isEmpty()
                            ? verbs.onStore(run, decision("approve", run, gate, note, by))
                            : verbs.choose(run, request(run, gate, note, by, decision.get())));
        });
    }

    private static ObjectNode request(StoredRun run, Gate gate, @Nullable String note, String by, ObjectNode decision) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("runId", run.id())
                .put("nodeId", gate.nodeId())
                .put("iteration", gate.iteration())
                .put("note", note)
                .put("by", by);
        request.set("decision", decision);
        return request;
    }

    public SteeringResult deny(StoredRun run, Decision decision, String by) {
        Chosen chosen = Chosen.of(decision);
        return steering.exclusively(run, "deny", by, before -> {
            Gate gate = waiting(run, chosen);
            requireAllowed(gate, by);
            EngineCommand command = gate.requestId() == null
                    ? decision("deny", run, gate, decision.note(), by)
                    : EngineCommand.of("human")
                            .argument("cancel")
                            .argument(gate.requestId())
                            .privateOption("by", by);
            return decide(before, gate, by, () -> verbs.onStore(run, command));
        });
    }

    public SteeringResult answer(StoredRun run, Answer given, String by) {
        Chosen chosen = new Chosen(given.node(), given.iteration(), given.digest());
        String requestId = given.requestId();
        return steering.exclusively(run, "answer", by, before -> {
            Gate gate = requestId == null ? waiting(run, chosen) : question(run, requestId);
            if (gate.requestId() == null) {
                throw ProblemType.NO_GATE.because(
                        "`%s` asks for approval: approve or deny it.".formatted(gate.nodeId()));
            }
            requireSeen(gate, chosen);
            requireAllowed(gate, by);
            EngineCommand answer = EngineCommand.of("human")
                    .argument("answer")
                    .argument(gate.requestId())
                    .privateOption("value", given.value())
                    .privateOption("by", by);
            return decide(before, gate, by, () -> verbs.onStore(run, answer));
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

    /** Whatever could keep the run from going on and can be known is said before anything is written. */
    private SteeringResult decide(RunControlState before, Gate gate, String by, Supplier<EngineResult> verb) {
        StoredRun run = before.run();
        steering.requireCanGoOn(before);
        EngineResult result = verb.get();
        if (!(result instanceof Done) && isDecidedBy(run, gate, by)) {
            return steering.goOn(run, null, by); // its answer was lost, or came too late
        }
        if (result instanceof Refused refused) {
            throw refusal(run, gate, refused);
        }
        return steering.goOn(run, StoreVerbs.answer(result), by);
    }

    /** It was open when we asked for it to be decided, and nobody else acts on the run meanwhile. */
    private boolean isDecidedBy(StoredRun run, Gate gate, String by) {
        return now(run, gate)
                .filter(now -> !isOpen(now) && by.equals(now.decidedBy()))
                .isPresent();
    }

    private Optional<Gate> now(StoredRun run, Gate gate) {
        return gates.ofRun(run.store(), run.id()).stream()
                .filter(now -> now.nodeId().equals(gate.nodeId())
                        && now.iteration() == gate.iteration()
                        && Objects.equals(now.requestId(), gate.requestId()))
                .findFirst();
    }

    /**
     * As the engine's gateway keeps it: a name counts as it is written, and one of the scopes is enough.
     *
     * @throws ProblemException 403 when the gate is for others
     */
    private void requireAllowed(Gate gate, String by) {
        List<String> users = gate.allowedUsers();
        List<String> wanted = gate.allowedScopes();
        if (users == null || wanted == null) {
            throw ProblemType.NOT_YOUR_DECISION.because(
                    ("`%s` restricts who may decide it (`allowedUsers`, `allowedScopes`), but the restriction is"
                                    + " not a list of names, or is too long to be read. Nothing was decided. Correct the workflow;"
                                    + " the engine's gateway would refuse it too.")
                            .formatted(gate.nodeId()));
        }
        if (!users.isEmpty() && !users.contains(by)) {
            throw ProblemType.NOT_YOUR_DECISION.because(
                    "`%s` may be decided only by %s, and you are `%s`. Nothing was decided. Ask one of them."
                            .formatted(gate.nodeId(), named(users), by));
        }
        if (!wanted.isEmpty() && wanted.stream().noneMatch(scope -> scopes.holds(by, scope))) {
            throw ProblemType.NOT_YOUR_DECISION.because(
                    ("`%s` may be decided only by holders of the scope %s, and you, `%s`, are not one. Nothing"
                                    + " was decided. CHAD_APPROVAL_SCOPES defines who holds which scope.")
                            .formatted(gate.nodeId(), named(wanted), by));
        }
    }

    private static String named(List<String> names) {
        int shown = Math.min(names.size(), MAX_NAMES);
        String some = names.subList(0, shown).stream()
                .map(name -> "`%s`".formatted(name.substring(0, Math.min(name.length(), 100))))
                .collect(Collectors.joining(" or "));
        return shown == names.size() ? some : some + " or %d others".formatted(names.size() - shown);
    }

    private ProblemException refusal(StoredRun run, Gate gate, Refused refused) {
        return switch (refused.code()) {
            case "NO_PENDING_APPROVALS", "HUMAN_REQUEST_NOT_PENDING" ->
                now(run, gate)
                        .filter(now -> !isOpen(now))
                        .map(Decisions::alreadyDecided)
                        .orElseGet(() -> StoreVerbs.refusal(refused));
            case "RUN_NOT_ACTIVE" ->
                ProblemType.ENGINE_REFUSED.because(
                        ("The engine accepts no decision for a run that is %s. `%s` is still waiting: resume run"
                                        + " `%s`, then decide.")
                                .formatted(steering.status(run), gate.nodeId(), run.id()));
            case "HUMAN_REQUEST_VALIDATION_FAILED" ->
                ProblemType.INVALID_ANSWER.because(
                        refused.reason(),
                        List.of(new FieldError("value", null, "a value as the gate's `answerSchema` describes it")));
            case "HUMAN_REQUEST_EXPIRED" ->
                ProblemType.NO_GATE.because(
                        ("The time limit for answering `%s` has passed. Nothing was written; the run continues as its"
                                        + " workflow says for that case.")
                                .formatted(gate.nodeId()));
            case "CHOICE_UNSUPPORTED" ->
                ProblemType.ENGINE_REFUSED.because(
                        ("The engine that is installed offers no way to record a choice: %s. Nothing was decided."
                                        + " Decide it through the engine's gateway.")
                                .formatted(refused.reason()));
            default -> StoreVerbs.refusal(refused);
        };
    }

    private Gate question(StoredRun run, String requestId) {
        Gate asked = gates.ofRun(run.store(), run.id()).stream()
                .filter(gate -> requestId.equals(gate.requestId()))
                .findFirst()
                .orElseThrow(() -> ProblemType.NO_GATE.because(
                        "Run `%s` has no question with that id.".formatted(run.id()),
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
        if (open.size() > 1) { // an agent may ask several questions in one turn of a node
            List<Gate> seen = open.stream()
                    .filter(gate -> gate.digest().equals(chosen.digest()))
                    .toList();
            open = seen.size() == 1 ? seen : open;
        }
        if (open.size() > 1) {
            String nodes = open.stream()
                    .map(gate ->
                            "%s (iteration %d, digest %s)".formatted(gate.nodeId(), gate.iteration(), gate.digest()))
                    .collect(Collectors.joining(", "));
            throw ProblemType.invalid(
                    "node", Objects.requireNonNullElse(chosen.node(), ""), "one of the waiting ones: " + nodes);
        }
        Gate gate = open.isEmpty() ? lastDecided(run, chosen, all) : open.getFirst();
        requireSeen(gate, chosen);
        return gate;
    }

    private static void requireSeen(Gate gate, Chosen chosen) {
        String digest = chosen.digest();
        if (digest != null && !digest.equals(gate.digest())) {
            throw ProblemType.GATE_CHANGED.because(
                    "What `%s` asks has changed since you saw it. Nothing was decided. Look at it again."
                            .formatted(gate.nodeId()),
                    List.of(new FieldError("digest", digest, gate.digest())));
        }
    }

    /** Always throws: none is open. */
    private static Gate lastDecided(StoredRun run, Chosen chosen, List<Gate> all) {
        Optional<Gate> decided = all.stream().reduce((earlier, later) -> later);
        if (decided.isPresent()) {
            throw alreadyDecided(decided.get());
        }
        throw ProblemType.NO_GATE.because(
                chosen.node() == null
                        ? "Run `%s` has no waiting gate.".formatted(run.id())
                        : "Run `%s` has no gate `%s`, or has not reached it yet.".formatted(run.id(), chosen.node()));
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
