package chad.ide.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import chad.ide.tree.Dag.DagEdge;
import chad.ide.tree.Dag.DagNode;
import chad.ide.tree.Dag.EdgeKind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code graphs/nested.json} is what the engine's {@code graph} printed for a workflow with every kind of element. */
class TaskTreeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void nodesInNestedLoopsHaveTheIdOfTheEnginesTables() throws Exception {
        TreeNode tree = nested();

        assertThat(tree.executed().map(TreeNode::nodeId))
                .containsExactly("a", "b", "i@@outer=0", "m1", "m2", "t", "tm", "we", "gate");
        assertThat(tree.kind()).isEqualTo(NodeKind.WORKFLOW);
        assertThat(tree.name()).isEqualTo("nest");
    }

    @Test
    void kindsAreToldApart() throws Exception {
        assertThat(nested().executed().collect(Collectors.toMap(TreeNode::id, TreeNode::kind)))
                .containsEntry("a", NodeKind.TASK)
                .containsEntry("tm", NodeKind.TIMER)
                .containsEntry("we", NodeKind.WAIT)
                .containsEntry("gate", NodeKind.APPROVAL);
    }

    /** The engine renders a question as a decision, and an inline subflow without anything in it. */
    @Test
    void aQuestionIsNoApprovalAndAnInlineSubflowIsShown() throws Exception {
        JsonNode xml = JSON.readTree("""
                {"kind":"element","tag":"smithers:workflow","props":{},"children":[
                  {"kind":"element","tag":"smithers:task","props":{"id":"age","label":"human:age","approvalMode":"decision","needsApproval":"true"},"children":[]},
                  {"kind":"element","tag":"smithers:task","props":{"id":"gate","approvalMode":"decision","needsApproval":"true"},"children":[]},
                  {"kind":"element","tag":"smithers:subflow","props":{"id":"sub","label":"sub","mode":"inline"},"children":[]}]}
                """);

        for (String index : List.of(
                "[{\"nodeId\":\"age\",\"iteration\":0,\"kind\":\"human\"},{\"nodeId\":\"gate\",\"iteration\":0,\"kind\":\"compute\"}]",
                "null")) {
            TreeNode tree = TaskTree.of(xml, JSON.readTree(index)).orElseThrow();
            assertThat(tree.children())
                    .extracting(TreeNode::kind)
                    .containsExactly(NodeKind.HUMAN, NodeKind.APPROVAL, NodeKind.INLINE_SUBFLOW);
            assertThat(Dag.of(Optional.of(tree)).nodes())
                    .extracting(DagNode::kind, DagNode::label)
                    .contains(tuple(NodeKind.INLINE_SUBFLOW, "sub"));
        }
    }

    @Test
    void onlyATryThatCatchesGuardsItsNodes() throws Exception {
        JsonNode guarded = JSON.readTree(container(
                "smithers:try-catch-finally",
                container("smithers:tcf-try", task("risky")) + "," + container("smithers:tcf-catch", task("repair"))));
        JsonNode bare = JSON.readTree(container(
                "smithers:try-catch-finally",
                container("smithers:tcf-try", task("risky")) + "," + container("smithers:tcf-finally", task("tidy"))));

        assertThat(TaskTree.of(guarded, JSON.nullNode()).orElseThrow().guarded())
                .containsExactly("risky");
        assertThat(TaskTree.of(bare, JSON.nullNode()).orElseThrow().guarded()).isEmpty();
    }

    @Test
    void settingsSayHowANodeIsTried() throws Exception {
        List<TreeNode> nodes = nested().executed().toList();

        TaskSettings retried = settings(nodes, "b");
        assertThat(retried.retries()).isEqualTo(2);
        assertThat(retried.backoff()).isEqualTo("exponential");
        assertThat(retried.initialDelayMs()).isEqualTo(500);
        assertThat(retried.continueOnFail()).isTrue();
        assertThat(settings(nodes, "a").timeoutMs()).isEqualTo(30_000);
        assertThat(settings(nodes, "gate").unlimitedRetries()).isTrue();
        assertThat(settings(nodes, "t").approvalMode()).isEqualTo("gate");
    }

    @Test
    void aSequenceLoopsAndDependenciesAreEdgesOfTheirKinds() throws Exception {
        Dag dag = Dag.of(Optional.of(nested()));

        assertThat(dag.edges())
                .containsExactlyInAnyOrder(
                        edge("a", "i@@outer=0", EdgeKind.SEQUENCE),
                        edge("b", "i@@outer=0", EdgeKind.SEQUENCE),
                        edge("i@@outer=0", "i@@outer=0", EdgeKind.LOOP),
                        edge("i@@outer=0", "m1", EdgeKind.SEQUENCE),
                        edge("i@@outer=0", "m2", EdgeKind.SEQUENCE),
                        edge("m1", "t", EdgeKind.SEQUENCE),
                        edge("m2", "t", EdgeKind.SEQUENCE),
                        edge("a", "t", EdgeKind.DEPENDENCY),
                        edge("b", "t", EdgeKind.DEPENDENCY),
                        edge("t", "tm", EdgeKind.SEQUENCE),
                        edge("tm", "we", EdgeKind.SEQUENCE),
                        edge("we", "gate", EdgeKind.SEQUENCE));
        assertThat(dag.groups().stream().map(group -> group.kind() + " " + group.name()))
                .containsExactly("PARALLEL null", "LOOP outer", "LOOP inner", "MERGE_QUEUE mq", "BRANCH null");
        assertThat(dag.groups().getFirst().maxConcurrency()).isEqualTo(2);
        assertThat(dag.groups().get(2).parentId()).isEqualTo(dag.groups().get(1).id());
    }

    @Test
    void twoWideGroupsAreJoinedAtOnePoint() throws Exception {
        String wide = IntStream.range(0, 40)
                .mapToObj(i -> task("%s" + i))
                .collect(Collectors.joining(
                        ",", "{\"kind\":\"element\",\"tag\":\"smithers:parallel\",\"props\":{},\"children\":[", "]}"));
        Dag dag = dag("smithers:sequence", wide.replace("%s", "x") + "," + wide.replace("%s", "y"));

        assertThat(dag.nodes()).filteredOn(node -> node.kind() == NodeKind.JOIN).hasSize(1);
        assertThat(dag.edges()).hasSize(80);
    }

    @Test
    void aTryLinksItsCatchByFailureAndItsFinallyByBoth() throws Exception {
        Dag dag = dag(
                "smithers:try-catch-finally",
                "%s,%s,%s"
                        .formatted(
                                container("smithers:tcf-try", task("risky")),
                                container("smithers:tcf-catch", task("repair")),
                                container("smithers:tcf-finally", task("tidy"))));

        assertThat(dag.edges())
                .containsExactlyInAnyOrder(
                        edge("risky", "repair", EdgeKind.FAILURE),
                        edge("risky", "tidy", EdgeKind.SEQUENCE),
                        edge("repair", "tidy", EdgeKind.SEQUENCE));
    }

    @Test
    void aSagaLinksEachActionToWhatUndoesIt() throws Exception {
        Dag dag = dag(
                "smithers:saga",
                container("smithers:saga-actions", task("book") + "," + task("pay"))
                        + ","
                        + container("smithers:saga-compensations", task("unbook") + "," + task("refund")));

        assertThat(dag.edges())
                .containsExactlyInAnyOrder(
                        edge("book", "pay", EdgeKind.SEQUENCE),
                        edge("book", "unbook", EdgeKind.COMPENSATION),
                        edge("pay", "refund", EdgeKind.COMPENSATION));
    }

    @Test
    void aTaskIndexThatDoesNotFitIsNotBelieved() throws Exception {
        JsonNode xml = JSON.readTree(container("smithers:sequence", task("a") + "," + task("b")));
        JsonNode index = JSON.readTree("[{\"nodeId\":\"b\",\"iteration\":7},{\"nodeId\":\"b@@l=1\",\"iteration\":2}]");

        List<TreeNode> nodes = TaskTree.of(xml, index).orElseThrow().executed().toList();

        assertThat(nodes).extracting(TreeNode::nodeId).containsExactly("a", "b@@l=1");
        assertThat(nodes).extracting(TreeNode::iteration).containsExactly(null, 2);
    }

    @Test
    void anUnknownElementIsAGroupAndItsTasksAreFound() throws Exception {
        Dag dag = dag("smithers:brand-new", task("a") + "," + task("b"));

        assertThat(dag.nodes()).extracting(DagNode::id).containsExactly("a", "b");
    }

    @Test
    void nothingRenderedIsNoTree() throws Exception {
        assertThat(TaskTree.of(JSON.readTree("null"), MissingNode.getInstance()))
                .isEmpty();
        assertThat(Dag.of(Optional.empty()).nodes()).isEmpty();
    }

    private static TreeNode nested() throws Exception {
        try (InputStream recorded = TaskTreeTest.class.getResourceAsStream("/graphs/nested.json")) {
            JsonNode graph = JSON.readTree(recorded);
            return TaskTree.of(graph.path("xml"), graph.path("tasks")).orElseThrow();
        }
    }

    private static Dag dag(String tag, String children) throws Exception {
        return Dag.of(TaskTree.of(JSON.readTree(container(tag, children)), MissingNode.getInstance()));
    }

    private static String container(String tag, String children) {
        return "{\"kind\":\"element\",\"tag\":\"%s\",\"props\":{},\"children\":[%s]}".formatted(tag, children);
    }

    private static String task(String id) {
        return "{\"kind\":\"element\",\"tag\":\"smithers:task\",\"props\":{\"id\":\"%s\"},\"children\":[]}"
                .formatted(id);
    }

    private static TaskSettings settings(List<TreeNode> nodes, String id) {
        return Optional.ofNullable(nodes.stream()
                        .filter(node -> node.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .settings())
                .orElseThrow();
    }

    private static DagEdge edge(String from, String to, EdgeKind kind) {
        return new DagEdge(from, to, kind);
    }
}
