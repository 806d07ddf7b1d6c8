package chad.ide.live;

import chad.ide.approvals.Gate;
import chad.ide.history.RunTail;
import chad.ide.runs.RunSummary;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of the stream. {@code kind} tells which; {@link StreamResource} describes them to clients. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Change.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = Change.Reset.class, name = "reset"),
    @JsonSubTypes.Type(value = Change.OfRun.class, name = "run"),
    @JsonSubTypes.Type(value = Change.OfNodes.class, name = "nodes"),
    @JsonSubTypes.Type(value = Change.OfLog.class, name = "log"),
    @JsonSubTypes.Type(value = Change.OfGate.class, name = "gate"),
    @JsonSubTypes.Type(value = Change.OfStore.class, name = "store"),
    @JsonSubTypes.Type(value = Change.OfCatalog.class, name = "catalog"),
    @JsonSubTypes.Type(value = Change.OfSchedule.class, name = "schedule")
})
@RegisterForReflection(
        targets = {
            Change.Hello.class,
            Change.Reset.class,
            Change.OfRun.class,
            Change.OfNodes.class,
            Change.OfLog.class,
            Change.OfGate.class,
            Change.OfStore.class,
            Change.OfCatalog.class,
            Change.OfSchedule.class,
            Change.NodeState.class,
            Change.GateState.class,
            RunTail.Line.class
        })
sealed interface Change {

    /** A run, told from others of its id by its store. */
    record Subject(String runId, String store) {}

    /** The run that it is about; null when it concerns all. */
    default @Nullable Subject about() {
        return null;
    }

    /** The first message of a stream. */
    record Hello(String newestId, long atMs) implements Change {}

    /** What lies between the client's last message and the next one is not known any more: it should read anew. */
    record Reset(String reason) implements Change {}

    record OfRun(RunSummary run) implements Change {
        @Override
        public Subject about() {
            return new Subject(run.id(), run.store());
        }
    }

    /** @param more whether more nodes changed than are listed */
    record OfNodes(String runId, String store, List<NodeState> nodes, boolean more) implements Change {
        public OfNodes {
            nodes = List.copyOf(nodes);
        }

        @Override
        public Subject about() {
            return new Subject(runId, store);
        }
    }

    record OfLog(String runId, String store, List<RunTail.Line> lines) implements Change {
        public OfLog {
            lines = List.copyOf(lines);
        }

        @Override
        public Subject about() {
            return new Subject(runId, store);
        }
    }

    /** @param news {@code asked} or {@code decided} */
    record OfGate(String runId, String news, GateState gate) implements Change {
        @Override
        public Subject about() {
            return new Subject(runId, gate.store());
        }
    }

    /** @param news {@code replaced} (it appeared, or all of it may be different) or {@code gone} */
    record OfStore(String store, String news) implements Change {}

    /** @param of {@code models}, {@code experiments} or {@code workflows}: what has changed and should be read anew */
    record OfCatalog(String of) implements Change {}

    /** @param schedule what is kept of it, or of its due times, is another; null for many, and for ones that are gone too */
    record OfSchedule(@Nullable String schedule) implements Change {}

    /** A node in one iteration. */
    record NodeState(
            String id,
            int iteration,
            String state,
            @Nullable Long attempt,
            long updatedAtMs,
            @Nullable String label) {

        NodeState in(String other) {
            return new NodeState(id, iteration, other, attempt, updatedAtMs, label);
        }
    }

    /** A {@link Gate} without what was asked in full, which GET /api/approvals has. */
    record GateState(
            String nodeId,
            int iteration,
            String kind,
            String status,
            @Nullable Long requestedAtMs,
            @Nullable Long decidedAtMs,
            @Nullable String decidedBy,
            @Nullable String title,
            String store,
            @Nullable String workflow,
            String digest) {

        static GateState of(Gate gate) {
            return new GateState(
                    gate.nodeId(),
                    gate.iteration(),
                    gate.kind(),
                    gate.status(),
                    gate.requestedAtMs(),
                    gate.decidedAtMs(),
                    gate.decidedBy(),
                    gate.title(),
                    gate.store(),
                    gate.workflow(),
                    gate.digest());
        }
    }
}
