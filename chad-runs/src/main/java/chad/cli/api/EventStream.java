package chad.cli.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events. */
public final class EventStream implements Closeable {

    private final HttpURLConnection connection;
    private final BufferedReader lines;
    private @Nullable String lastId;

    EventStream(HttpURLConnection connection) throws IOException {
        this.connection = connection;
        this.lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
    }

    /**
     * The next message; null for a comment, by which the service says that it is still there.
     *
     * @throws IOException when the line is broken or silent
     */
    public @Nullable JsonNode next() throws IOException {
        StringBuilder data = new StringBuilder();
        boolean wasComment = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return Json.read(data.toString());
                }
                if (wasComment) {
                    return null;
                }
            } else if (line.startsWith(":")) {
                wasComment = true;
            } else if (line.startsWith("id:")) {
                lastId = line.substring(3).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5)).append('\n');
            }
        }
        throw new EOFException("The stream ended");
    }

    /** To be sent with the next connection. */
    public @Nullable String lastId() {
        return lastId;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
