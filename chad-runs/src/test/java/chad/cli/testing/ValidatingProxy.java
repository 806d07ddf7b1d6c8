package chad.cli.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the CLI and a service, passes on what both say as it comes, streams too, and holds each answer of
 * {@code /api} against the service's OpenAPI document.
 */
final class ValidatingProxy implements AutoCloseable {

    /** The client sets these by itself, or they are of one connection alone. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "keep-alive", "transfer-encoding", "upgrade");

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String service;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Supplier<ApiDocument> read;
    private @Nullable ApiDocument document;
    private final List<String> unlike = new CopyOnWriteArrayList<>();
    private final Set<String> called = ConcurrentHashMap.newKeySet();

    /** @param document of the service, once it answers */
    ValidatingProxy(String service, Supplier<ApiDocument> document) {
        this.service = service;
        this.read = document;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What of the answers is otherwise than the document says. */
    List<String> unlike() {
        return List.copyOf(unlike);
    }

    /** The operations that were called, with the status of the answer. */
    Set<String> called() {
        return Set.copyOf(called);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse<InputStream> answer = client.send(request(exchange), BodyHandlers.ofInputStream());
            answer.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            String length = answer.headers().firstValue("content-length").orElse("");
            boolean isEmpty = answer.statusCode() == 204 || answer.statusCode() == 304 || length.equals("0");
            exchange.sendResponseHeaders(answer.statusCode(), isEmpty ? -1 : 0);
            byte[] body = isEmpty ? new byte[0] : copy(answer, exchange.getResponseBody());
            compare(exchange, answer, body);
            exchange.getResponseBody().close(); // now that it counts, the CLI may take it as whole
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    /** Passes each part on as it comes; who no longer listens ends the stream of the service too. */
    private static byte[] copy(HttpResponse<InputStream> answer, OutputStream to) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream from = answer.body()) {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, 0, read);
                to.flush();
                all.write(buffer, 0, read);
            }
        }
        return all.toByteArray();
    }

    private synchronized ApiDocument document() {
        ApiDocument known = document == null ? read.get() : document;
        document = known;
        return known;
    }

    private void compare(HttpExchange exchange, HttpResponse<?> answer, byte[] body) {
        String path = exchange.getRequestURI().getRawPath();
        if (!path.startsWith("/api/")) {
            return;
        }
        String type = answer.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "");
        JsonNode content;
        try {
            content = type.endsWith("json") ? JSON.readTree(new String(body, UTF_8)) : null;
        } catch (JsonProcessingException notJson) {
            unlike.add("%s %s is not valid JSON: %s".formatted(exchange.getRequestMethod(), path, notJson));
            return;
        }
        unlike.addAll(document().unlike(exchange.getRequestMethod(), path, answer.statusCode(), type, content));
        called.add(document().operation(exchange.getRequestMethod(), path) + " " + answer.statusCode());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
