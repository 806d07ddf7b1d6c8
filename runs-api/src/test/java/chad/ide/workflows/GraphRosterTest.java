package chad.ide.workflows;

import static chad.ide.testing.Workspace.asViewer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.hasItems;

import chad.ide.testing.Workspace;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A graph shows the models that a launch would ask; it showed the workflow's fallback, beside a form with the roster. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
@QuarkusTestResource(value = GraphRosterTest.FusionRoster.class, restrictToAnnotatedClass = true)
class GraphRosterTest {

    /** Stands in for fusion-roster, which is a service of its own. */
    public static class FusionRoster implements QuarkusTestResourceLifecycleManager {

        private static volatile String models = "[\"lab/first\"]";
        private @Nullable HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                started.createContext("/roster/explain", exchange -> {
                    byte[] answer = "{\"models\": %s}".formatted(models).getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
                started.start();
                server = started;
                return Map.of(
                        "runs.models.roster-url",
                        "http://127.0.0.1:" + started.getAddress().getPort());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void stop() {
            if (server != null) {
                server.stop(0);
            }
        }
    }

    @Test
    void theRosterOfALaunchIsDrawnAndFollowedWhenItChanges() {
        Workspace.engine().write("panel.jsx", """
                /** @jsxImportSource smithers-orchestrator */
                import { createSmithers, Parallel } from "smithers-orchestrator";
                import { z } from "zod";
                const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
                const models = (process.env.CHAD_FUSION_MODELS ?? "fallback").split(",");
                export default smithers(() => (
                  <Workflow name="panel">
                    <Parallel>
                      {models.map((model) => (
                        <Task key={model} id={`ask-${model.replace("/", "-")}`} output={outputs.done} noRetry>{{ text: "x" }}</Task>
                      ))}
                    </Parallel>
                  </Workflow>));
                """);

        asViewer().get("/api/workflow-graph?name=panel.jsx").then().body("tasks.nodeId", hasItems("ask-lab-first"));

        FusionRoster.models = "[\"lab/second\", \"lab/third\"]";
        asViewer()
                .get("/api/workflow-graph?name=panel.jsx")
                .then()
                .body("tasks.nodeId", hasItems("ask-lab-second", "ask-lab-third"));
    }
}
