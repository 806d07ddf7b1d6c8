package chad.ide.lifecycle;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.approvals.Gate;
import chad.ide.approvals.GateOption;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen at a gate.
 *
 * @param selected the key of an option; null when none was sent
 * @param ranked keys of options, the best first; null when none were sent
 */
record Choice(@Nullable String selected, @Nullable List<String> ranked) {

    static final Choice NONE = new Choice(null, null);

    Choice {
        ranked = ranked == null ? null : List.copyOf(ranked);
    }

    /**
     * What the workflow gets, as the engine's own clients send it; empty for a gate that only wants a yes.
     *
     * @throws ProblemException 422 when the gate does not ask for that, or has no such option
     */
    Optional<ObjectNode> decision(Gate gate) {
        return switch (gate.kind()) {
            case "select" -> Optional.of(selection(gate));
            case "rank" -> Optional.of(ranking(gate));
            default -> {
                if (selected != null || ranked != null) {
                    throw ProblemType.INVALID_ANSWER.because("`%s` asks for approval or denial only. Omit `%s`."
                            .formatted(gate.nodeId(), selected == null ? "ranked" : "selected"));
                }
                yield Optional.empty();
            }
        };
    }

    private ObjectNode selection(Gate gate) {
        String key = selected;
        if (key == null || !keys(gate).contains(key)) {
            throw refused(gate, "selected", key, "one of " + named(gate));
        }
        return JsonNodeFactory.instance.objectNode().put("selected", key);
    }

    private ObjectNode ranking(Gate gate) {
        List<String> order = ranked == null ? List.of() : ranked;
        boolean isOrder =
                !order.isEmpty() && keys(gate).containsAll(order) && new HashSet<>(order).size() == order.size();
        if (!isOrder) {
            throw refused(
                    gate,
                    "ranked",
                    ranked == null ? null : String.join(", ", order),
                    "a list, best first, each at most once, of " + named(gate));
        }
        ObjectNode decision = JsonNodeFactory.instance.objectNode();
        order.forEach(decision.putArray("ranked")::add);
        return decision;
    }

    private static ProblemException refused(Gate gate, String field, @Nullable String value, String allowed) {
        if (gate.options().isEmpty()) {
            return ProblemType.ENGINE_REFUSED.because(
                    ("`%s` asks for a choice, but its options can't be read: it has none, or too many. Nothing"
                                    + " was decided. Correct the workflow.")
                            .formatted(gate.nodeId()));
        }
        return ProblemType.INVALID_ANSWER.because(
                "`%s` asks for a choice. Send `%s`: %s. Nothing was decided.".formatted(gate.nodeId(), field, allowed),
                List.of(new FieldError(field, value, allowed)));
    }

    private static Set<String> keys(Gate gate) {
        return gate.options().stream().map(GateOption::key).collect(Collectors.toSet());
    }

    private static String named(Gate gate) {
        return gate.options().stream()
                .map(option -> "`%s`".formatted(option.key()))
                .collect(Collectors.joining(", "));
    }
}
