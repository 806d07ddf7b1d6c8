package chad.refresh.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server on loopback that speaks the provider's wire format, and misbehaves as it is told. */
public final class FakeProvider implements AutoCloseable {

    /** One answer to {@code GET /v1/models}. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Deque<Answer> next = new ConcurrentLinkedDeque<>();
    private final List<Map<String, String>> listRequests = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> statusOf = new ConcurrentHashMap<>();
    private volatile Answer usual = models(List.of());

    public FakeProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/models", this::list);
        server.createContext("/v1/chat/completions", this::chat);
        server.setExecutor(threads);
        server.start();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    public void lists(String... ids) {
        usually(models(List.of(ids)));
    }

    public void lists(Collection<String> ids) {
        usually(models(ids));
    }

    /** The answer whenever none of {@link #answersFirst} is left. */
    public void usually(Answer answer) {
        usual = answer;
    }

    /** Answers for the next requests, one each. */
    public void answersFirst(Answer... answers) {
        next.addAll(List.of(answers));
    }

    /** Makes a model answer a prompt with this status; 0 means with silence. */
    public void chatStatus(String id, int status) {
        statusOf.put(id, status);
    }

    public int listRequests() {
        return listRequests.size();
    }

    public @Nullable String lastAuthorization() {
        return listRequests.getLast().get("authorization");
    }

    /** Ids that were asked for a token, in the order of the requests. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public void forget() {
        next.clear();
        listRequests.clear();
        asked.clear();
        statusOf.clear();
    }

    public static Answer models(Collection<String> ids) {
        var body = new ObjectMapper().createObjectNode().put("object", "list");
        var data = body.putArray("data");
        ids.forEach(id -> data.addObject()
                .put("id", id)
                .put("object", "model")
                .put("created", 735790403)
                .put("owned_by", id.replaceAll("/.*", "")));
        return body(200, "application/json", body.toString());
    }

    public static Answer body(int status, String contentType, String body) {
        return exchange -> {
            exchange.getResponseHeaders().set("content-type", contentType);
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    public static Answer status(int status) {
        return body(status, "application/json", "{\"status\": %d, \"title\": \"No\"}".formatted(status));
    }

    public static Answer busy(String retryAfter) {
        return exchange -> {
            exchange.getResponseHeaders().set("retry-after", retryAfter);
            status(429).to(exchange);
        };
    }

    /** Takes the request and says nothing, until the test is over. */
    public Answer silence() {
        return _ -> awaitClose();
    }

    /** Sends the beginning of a list and then nothing more. */
    public Answer drip() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"data\": [".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            awaitClose();
        };
    }

    /** Promises more bytes than it sends, and hangs up. */
    public static Answer cut() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 5000);
            exchange.getResponseBody().write("{\"object\": \"list\", \"data\": [{\"id\": \"a".getBytes(UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    private void awaitClose() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void list(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("authorization");
        listRequests.add(authorization == null ? Map.of() : Map.of("authorization", authorization));
        Answer answer = next.poll();
        try (exchange) {
            (answer == null ? usual : answer).to(exchange);
        }
    }

    private void chat(HttpExchange exchange) throws IOException {
        try (exchange) {
            var prompt = new ObjectMapper().readTree(exchange.getRequestBody());
            String id = prompt.path("model").asText();
            asked.add(id);
            int status = statusOf.getOrDefault(id, 200);
            if (status == 0) {
                awaitClose();
                return;
            }
            String body = status == 200
                    ? "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"ok\"}}]}"
                    : "{\"status\": %d, \"detail\": \"not found for account\"}".formatted(status);
            body(status, "application/json", body).to(exchange);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
