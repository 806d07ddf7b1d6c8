package chad.ide.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A provider of models that speaks the chat completions of OpenAI, whole and streamed, and counts the tokens that it
 * serves, as one that bills them does.
 */
public final class CountingModels implements AutoCloseable {

    /** What a model does with a request: an answer and its tokens, or a refusal. */
    public sealed interface Reply {}

    /** @param cached part of the input */
    public record Answer(String text, int input, int output, int reasoning, int cached) implements Reply {}

    public record Refusal(int status) implements Reply {}

    /** The connection is kept until the client gives up. */
    public record Silence() implements Reply {}

    /** What was served of one model. */
    public record Served(int answers, long input, long output, long reasoning, long cached) {

        private Served plus(Answer answer) {
            return new Served(
                    answers + 1,
                    input + answer.input(),
                    output + answer.output(),
                    reasoning + answer.reasoning(),
                    cached + answer.cached());
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Function<JsonNode, Reply> models;
    private final Map<String, Served> served = new TreeMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** @param models answers a request; it is called for one request at a time */
    public CountingModels(Function<JsonNode, Reply> models) {
        this.models = models;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(workers);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
    }

    /** By model. */
    public synchronized Map<String, Served> served() {
        return new TreeMap<>(served);
    }

    /** The models of all requests, refused ones too. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String model = request.path("model").asText();
        asked.add(model);
        Reply reply = reply(request);
        switch (reply) {
            case Answer answer -> {
                count(model, answer);
                try (exchange) {
                    if (request.path("stream").asBoolean()) {
                        stream(exchange, request, model, answer);
                    } else {
                        send(exchange, 200, "application/json", JSON.writeValueAsBytes(whole(model, answer)));
                    }
                }
            }
            case Refusal refusal -> {
                try (exchange) {
                    exchange.getResponseHeaders().add("retry-after-ms", "1");
                    byte[] body = JSON.writeValueAsBytes(
                            Map.of("error", Map.of("message", "refused with " + refusal.status(), "type", "test")));
                    send(exchange, refusal.status(), "application/json", body);
                }
            }
            case Silence silence -> {
                // Nothing is sent; the server closes the connection when it is closed itself.
            }
        }
    }

    private synchronized Reply reply(JsonNode request) {
        return models.apply(request);
    }

    private synchronized void count(String model, Answer answer) {
        served.put(model, served.getOrDefault(model, new Served(0, 0, 0, 0, 0)).plus(answer));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("content-type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static ObjectNode head(String model, String kind) {
        return JSON.createObjectNode()
                .put("id", "answer")
                .put("object", kind)
                .put("created", 1_795_000_000)
                .put("model", model);
    }

    private static ObjectNode usage(Answer answer) {
        ObjectNode usage = JSON.createObjectNode()
                .put("prompt_tokens", answer.input())
                .put("completion_tokens", answer.output())
                .put("total_tokens", answer.input() + answer.output());
        usage.putObject("prompt_tokens_details").put("cached_tokens", answer.cached());
        usage.putObject("completion_tokens_details").put("reasoning_tokens", answer.reasoning());
        return usage;
    }

    private static ObjectNode whole(String model, Answer answer) {
        ObjectNode body = head(model, "chat.completion");
        body.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", "stop")
                .putObject("message")
                .put("role", "assistant")
                .put("content", answer.text());
        body.set("usage", usage(answer));
        return body;
    }

    private static void stream(HttpExchange exchange, JsonNode request, String model, Answer answer)
            throws IOException {
        StringBuilder events = new StringBuilder();
        for (int at = 0; at < answer.text().length(); at += 20) {
            ObjectNode piece = head(model, "chat.completion.chunk");
            piece.putArray("choices")
                    .addObject()
                    .put("index", 0)
                    .putNull("finish_reason")
                    .putObject("delta")
                    .put(
                            "content",
                            answer.text()
                                    .substring(
                                            at, Math.min(at + 20, answer.text().length())));
            events.append("data: ").append(piece).append("\n\n");
        }
        ObjectNode end = head(model, "chat.completion.chunk");
        end.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", "stop")
                .putObject("delta");
        events.append("data: ").append(end).append("\n\n");
        if (request.path("stream_options").path("include_usage").asBoolean()) {
            ObjectNode last = head(model, "chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage(answer));
            events.append("data: ").append(last).append("\n\n");
        }
        events.append("data: [DONE]\n\n");
        send(exchange, 200, "text/event-stream", events.toString().getBytes(UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
