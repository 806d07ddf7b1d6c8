package chad.ide.live;

import chad.ide.testing.Workspace;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of the stream on a plain socket, so that a test sees every line and can leave whenever it likes. */
final class Listener implements AutoCloseable {

    /** @param id of the event; the JSON says the rest */
    record Message(String id, JsonNode data) {
        String kind() {
            return data.path("kind").asText();
        }
    }

    private final Socket socket;
    final List<String> head = new CopyOnWriteArrayList<>();
    final List<Message> messages = new CopyOnWriteArrayList<>();
    final List<String> comments = new CopyOnWriteArrayList<>();

    private Listener(Socket socket) {
        this.socket = socket;
    }

    static Listener open(String query, Map<String, String> headers) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
            StringBuilder request = new StringBuilder("GET /api/stream" + query + " HTTP/1.1\r\nHost: localhost\r\n")
                    .append("x-smithers-key: " + Workspace.VIEWER_KEY + "\r\n");
            headers.forEach((name, value) ->
                    request.append(name).append(": ").append(value).append("\r\n"));
            OutputStream out = socket.getOutputStream();
            out.write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            Listener listener = new Listener(socket);
            Thread.ofPlatform().daemon().name("listener").start(listener::read);
            return listener;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String id = "";
            boolean inHead = true;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (inHead) {
                    inHead = !line.isEmpty();
                    head.add(line);
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    messages.add(new Message(id, parsed(line.substring(5))));
                } else if (line.startsWith(":")) {
                    comments.add(line);
                }
            }
        } catch (IOException closed) {
            head.add("closed");
        }
    }

    private static JsonNode parsed(String data) throws JsonProcessingException {
        return new ObjectMapper().readTree(data);
    }

    List<Message> of(String kind) {
        return messages.stream().filter(message -> message.kind().equals(kind)).toList();
    }

    /** Goes away as a machine does that is switched off: without a word. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
