package chad.cli;

import chad.cli.api.ApiException;
import chad.cli.api.Json;
import chad.cli.api.Query;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a new run begins, and with what: of a fork, and of a replay, which is a fork that is started. */
final class BranchOptions {

    @Option(
            names = "--frame",
            paramLabel = "N",
            description =
                    "The frame's number; `frames` lists them. Default: the newest one before --reset-node started.")
    private @Nullable Integer frame;

    @Option(
            names = "--reset-node",
            paramLabel = "NODE",
            description = "A node to run again, together with everything that depends on it.")
    private @Nullable String resetNode;

    @Option(
            names = "--input",
            paramLabel = "JSON",
            description = "Values that override those of the input; @FILE, or - for stdin.")
    private @Nullable String input;

    @Option(names = "--label", paramLabel = "TEXT", description = "A name for the branch.")
    private @Nullable String label;

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description = "The project its agents work in; the parent's by default.")
    private @Nullable String project;

    @Option(names = "--force", description = "Proceed even though external side effects may happen again.")
    private boolean force;

    ObjectNode body(String verb) {
        if (frame == null && resetNode == null) {
            throw ApiException.invalid(
                    "A %s starts at a frame, or before a node.".formatted(verb),
                    "chad-runs %s RUN --frame N, or --reset-node NODE".formatted(verb));
        }
        ObjectNode body = Json.object().put("force", force);
        if (frame != null) {
            body.put("frame", frame);
        }
        if (resetNode != null) {
            body.put("resetNode", resetNode);
        }
        if (input != null) {
            body.set("input", TextArgument.json("--input", input));
        }
        if (project != null) {
            body.put("project", project);
        }
        if (label != null) {
            body.put("label", label);
        }
        return body;
    }

    Query preview(RunChoice run, String verb) {
        return run.at("undo", verb).with("frame", frame).with("node", frame == null ? resetNode : null);
    }
}
