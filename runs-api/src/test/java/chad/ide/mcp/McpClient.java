package chad.ide.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The protocol's reference client, in a process of its own as agents have it. */
final class McpClient implements AutoCloseable {

    private static final Path FOLDER = Path.of(System.getProperty("project.root", ".."))
            .resolve("runs-api/src/test/mcp-client")
            .toAbsolutePath()
            .normalize();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIME_LIMIT_SECONDS = 90;

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private McpClient(Process process) {
        this.process = process;
        this.commands = process.outputWriter(UTF_8);
        this.answers = process.inputReader(UTF_8);
    }

    static void install() throws IOException, InterruptedException {
        Process install = new ProcessBuilder("node", "install.mjs")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!install.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS) || install.exitValue() != 0) {
            install.destroyForcibly();
            throw new IllegalStateException("The client can't be installed: run node install.mjs in " + FOLDER);
        }
    }

    /** Not connected yet. */
    static McpClient start(String key) throws IOException {
        return new McpClient(
                new ProcessBuilder("node", "client.mjs", "http://127.0.0.1:" + RestAssured.port + "/mcp", key)
                        .directory(FOLDER.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    static McpClient connected(String key) throws IOException {
        McpClient client = start(key);
        client.ask("connect", Map.of());
        return client;
    }

    /** The answer, or an error when the protocol itself failed. */
    JsonNode ask(String command, Map<String, Object> parameters) throws IOException {
        JsonNode answer = send(command, parameters);
        if (answer.has("failed")) {
            throw new AssertionError(command + " " + parameters + ": " + answer);
        }
        return answer.path("ok");
    }

    /** {@code {ok}} or {@code {failed}}. */
    JsonNode send(String command, Map<String, Object> parameters) throws IOException {
        Map<String, Object> line = new HashMap<>(parameters);
        line.put("command", command);
        commands.write(JSON.writeValueAsString(line) + "\n");
        commands.flush();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return answers.readLine();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        });
        return JSON.readTree(
                answer.orTimeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS).join());
    }

    /** The whole answer of a tool: {@code content}, {@code structuredContent}, {@code isError}. */
    JsonNode call(String tool, Map<String, Object> arguments) throws IOException {
        return ask("callTool", Map.of("name", tool, "args", arguments));
    }

    /** What a tool answered that did what it was asked. */
    JsonNode result(String tool, Map<String, Object> arguments) throws IOException {
        JsonNode answer = call(tool, arguments);
        if (answer.path("isError").asBoolean()) {
            throw new AssertionError(tool + " " + arguments + ": " + answer);
        }
        return answer.path("structuredContent");
    }

    /** What a tool said that did not. */
    String refusal(String tool, Map<String, Object> arguments) throws IOException {
        JsonNode answer = call(tool, arguments);
        if (!answer.path("isError").asBoolean()) {
            throw new AssertionError(tool + " " + arguments + ": " + answer);
        }
        return answer.path("content").path(0).path("text").asText();
    }

    @Override
    public void close() throws IOException {
        commands.close();
        process.destroy();
    }
}
