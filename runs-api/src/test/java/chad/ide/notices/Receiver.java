package chad.ide.notices;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/** What posts go to: keeps them, and answers as it was told to. */
final class Receiver implements AutoCloseable {

    /** @param status it was answered with */
    record Received(String path, Headers headers, byte[] body, int status) {

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException notJson) {
                throw new AssertionError(new String(body, UTF_8), notJson);
            }
        }

        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }
    }

    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedDeque<Integer> nextStatuses = new ConcurrentLinkedDeque<>();

    private Receiver(HttpServer server) {
        this.server = server;
    }

    /** @param port 0 for any */
    static Receiver start(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            Receiver receiver = new Receiver(server);
            server.createContext("/", receiver::take);
            server.start();
            return receiver;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    /** The next answers; 200 after them. */
    void answerWith(Integer... statuses) {
        nextStatuses.addAll(List.of(statuses));
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Integer wanted = nextStatuses.poll();
        int status = wanted == null ? 200 : wanted;
        if (status >= 300 && status < 400) {
            exchange.getResponseHeaders().set("Location", url("/elsewhere"));
        }
        received.add(new Received(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body, status));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    List<Received> all() {
        return List.copyOf(received);
    }

    /** Those that were taken, and are about the run. */
    List<Received> delivered(String runId) {
        return received.stream()
                .filter(one -> one.status() == 200)
                .filter(one -> one.json().path("runId").asText().equals(runId))
                .toList();
    }

    /** Paths of those whose body names it. */
    List<String> pathsNaming(String words) {
        return received.stream()
                .filter(one -> new String(one.body(), UTF_8).contains(words))
                .map(Received::path)
                .toList();
    }

    Received naming(String path, String words) {
        return received.stream()
                .filter(one -> one.path().equals(path) && new String(one.body(), UTF_8).contains(words))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
