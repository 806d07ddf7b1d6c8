package chad.ide.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Speaks the notes API of Open WebUI on 127.0.0.1: lists without {@code meta}, 60 a page, the latest changed first;
 * {@code create}, {@code /{id}} and {@code /{id}/update}, which merges {@code data} and {@code meta}.
 */
public final class FakeWebUi implements AutoCloseable {

    public static final String KEY = "sk-webui-key-of-the-tests";

    private static final int PAGE = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> notes = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile boolean down;
    private volatile boolean drips;
    private volatile boolean cutsAfterCreate;
    private volatile int status;
    private int clock;

    public FakeWebUi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** While it is down it takes connections and answers nothing, as a container that starts. */
    public void down(boolean isDown) {
        down = isDown;
    }

    /** It begins an answer that never ends. */
    public void drips(boolean isSlow) {
        drips = isSlow;
    }

    /** It makes the note, and the answer is lost. */
    public void cutsAfterCreate(boolean cuts) {
        cutsAfterCreate = cuts;
    }

    /** It answers everything with this status; 0 answers as it should. */
    public void answersWith(int answered) {
        status = answered;
    }

    /** Method and path of every request that was answered or cut. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public synchronized List<JsonNode> notes() {
        return List.copyOf(notes.values());
    }

    public synchronized void delete(String id) {
        notes.remove(id);
    }

    /** A note of somebody, in the way of ours. */
    public synchronized String add(String title) {
        return add(JSON.createObjectNode().put("title", title)).path("id").asText();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (down) {
            exchange.close();
            return;
        }
        if (drips) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('[');
            exchange.getResponseBody().flush();
            return;
        }
        if (status != 0) {
            send(exchange, status, JSON.createObjectNode().put("detail", "no"));
            return;
        }
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, JSON.createObjectNode().put("detail", "401 Unauthorized"));
            return;
        }
        route(exchange, path, body);
    }

    private synchronized void route(HttpExchange exchange, String path, byte[] body) throws IOException {
        String id = path.replaceFirst("/api/v1/notes/", "").replaceFirst("/update$", "");
        if (path.equals("/api/v1/notes/")) {
            String query = exchange.getRequestURI().getQuery();
            send(exchange, 200, list(Integer.parseInt(query.replace("page=", ""))));
        } else if (path.equals("/api/v1/notes/create")) {
            ObjectNode made = add((ObjectNode) JSON.readTree(body));
            if (cutsAfterCreate) {
                exchange.close();
                return;
            }
            send(exchange, 200, made);
        } else if (!notes.containsKey(id)) {
            send(exchange, 404, JSON.createObjectNode().put("detail", "not found"));
        } else if (path.endsWith("/update")) {
            send(exchange, 200, update(notes.get(id), JSON.readTree(body)));
        } else {
            send(exchange, 200, notes.get(id));
        }
    }

    private ArrayNode list(int page) {
        List<ObjectNode> all = new ArrayList<>(notes.values());
        all.sort((one, other) -> Integer.compare(
                other.path("updated_at").asInt(), one.path("updated_at").asInt()));
        ArrayNode answer = JSON.createArrayNode();
        all.stream()
                .skip((page - 1L) * PAGE)
                .limit(PAGE)
                .forEach(note -> answer.add(note.deepCopy().without(List.of("meta", "access_control"))));
        return answer;
    }

    private ObjectNode add(ObjectNode form) {
        clock++;
        String id = "note-" + clock;
        ObjectNode note = form.deepCopy();
        note.put("id", id).put("user_id", "u").put("created_at", clock).put("updated_at", clock);
        notes.put(id, note);
        return note;
    }

    private ObjectNode update(ObjectNode note, JsonNode form) {
        clock++;
        note.set("title", form.path("title"));
        form.path("data")
                .properties()
                .forEach(member -> note.withObject("/data").set(member.getKey(), member.getValue()));
        form.path("meta")
                .properties()
                .forEach(member -> note.withObject("/meta").set(member.getKey(), member.getValue()));
        return note.put("updated_at", clock);
    }

    private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        byte[] bytes = answer.toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
