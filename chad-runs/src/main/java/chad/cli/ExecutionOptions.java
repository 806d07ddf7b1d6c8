package chad.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The engine's own options for executing a run, at its launch and at each resume. What is left out stays as it is. */
final class ExecutionOptions {

    @Option(names = "--max-concurrency", paramLabel = "N", description = "The most tasks that run at the same time.")
    private @Nullable Integer maxConcurrency;

    @Option(
            names = "--root",
            paramLabel = "FOLDER",
            description =
                    "The folder for the engine's own tools, below the project's folder (for `work`, the state folder);"
                            + " it must exist.")
    private @Nullable String root;

    @Option(
            names = "--log-dir",
            paramLabel = "FOLDER",
            description = "The folder of the engine's event log file, below the state folder.")
    private @Nullable String logDir;

    @Option(
            names = "--no-log",
            description = "The engine writes no event log file; the store has all events anyway. --log reverts that.")
    private boolean leavesLog;

    @Option(names = "--log", hidden = true)
    private boolean logs;

    @Option(
            names = "--allow-network",
            description = "The engine's bash tool may use the network. --no-allow-network reverts that.")
    private boolean allowsNetwork;

    @Option(names = "--no-allow-network", hidden = true)
    private boolean deniesNetwork;

    @Option(names = "--max-output-bytes", paramLabel = "N", description = "The most bytes that one tool call returns.")
    private @Nullable Integer maxOutputBytes;

    @Option(names = "--tool-timeout-ms", paramLabel = "MS", description = "The time limit of one tool call.")
    private @Nullable Integer toolTimeoutMs;

    /** Adds what was given to the body of a request. */
    void addTo(ObjectNode body) {
        if (maxConcurrency != null) {
            body.put("maxConcurrency", maxConcurrency);
        }
        if (root != null) {
            body.put("root", root);
        }
        if (logDir != null) {
            body.put("logDir", logDir);
        }
        if (leavesLog || logs) {
            body.put("log", logs);
        }
        if (allowsNetwork || deniesNetwork) {
            body.put("allowNetwork", allowsNetwork && !deniesNetwork);
        }
        if (maxOutputBytes != null) {
            body.put("maxOutputBytes", maxOutputBytes);
        }
        if (toolTimeoutMs != null) {
            body.put("toolTimeoutMs", toolTimeoutMs);
        }
    }
}
