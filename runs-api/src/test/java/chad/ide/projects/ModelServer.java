package chad.ide.projects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;

/**
 * A provider of models that speaks the chat completions of OpenAI. Each model asks once for its tool {@code write} and
 * then answers with the name of the file.
 */
final class ModelServer implements AutoCloseable {

    /** What a model writes. */
    record Edit(String file, String text) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, Edit> edits;

    ModelServer(Map<String, Edit> edits) {
        this.edits = Map.copyOf(edits);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            byte[] body = JSON.writeValueAsBytes(completion(request));
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private ObjectNode completion(JsonNode request) {
        String model = request.path("model").asText();
        Edit edit = Objects.requireNonNull(edits.get(model), model);
        boolean hasWritten = false;
        for (JsonNode message : request.path("messages")) {
            hasWritten |= message.path("role").asText().equals("tool");
        }
        ObjectNode answer = JSON.createObjectNode()
                .put("id", "answer-1")
                .put("object", "chat.completion")
                .put("created", 1_795_000_000)
                .put("model", model);
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        if (hasWritten) {
            choice.put("finish_reason", "stop");
            message.put(
                    "content", JSON.createObjectNode().put("file", edit.file()).toString());
        } else {
            choice.put("finish_reason", "tool_calls");
            message.putNull("content")
                    .putArray("tool_calls")
                    .addObject()
                    .put("id", "call-1")
                    .put("type", "function")
                    .putObject("function")
                    .put("name", "write")
                    .put("arguments", JSON.valueToTree(edit).toString());
        }
        answer.putObject("usage")
                .put("prompt_tokens", 10)
                .put("completion_tokens", 5)
                .put("total_tokens", 15);
        return answer;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
