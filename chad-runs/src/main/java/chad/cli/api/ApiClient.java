package chad.cli.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Talks to runs-api. {@link HttpURLConnection} rather than the newer client, because it is loaded in half the time, and
 * a command lives for a third of a second. Redirects are never followed: the key belongs to one address.
 */
public final class ApiClient {

    private static final int MAX_ANSWER_BYTES = 128 * 1024 * 1024;

    /** The service says something every 15 s; twice that without a word means that the line is dead. */
    private static final int STREAM_SILENCE_MS = 31_000;

    static {
        // A POST whose answer got lost may have been done: sending it again by itself would launch a second run.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final Server server;
    private final Credentials credentials;
    private final Limits limits;

    /**
     * How long to wait.
     *
     * @param answerMs for an answer that the engine has no part in
     * @param engineMs for one that it has: it may load a workflow, or wait for a process to come up
     */
    public record Limits(int connectMs, int answerMs, int engineMs) {
        public static final Limits USUAL = new Limits(5_000, 30_000, 120_000);

        /** Somebody waits for a completion with a finger on the key. */
        public static final Limits IMPATIENT = new Limits(300, 900, 900);
    }

    /** @throws ApiException when a key would go to another machine in the clear and nobody said that this is wanted */
    public ApiClient(Server server, Credentials credentials, boolean insecure, Limits limits) {
        this.server = server;
        this.credentials = credentials;
        this.limits = limits;
        if (server.isOpenToEavesdroppers()
                && !insecure
                && (credentials.key().isPresent() || credentials.serviceToken().isPresent())) {
            throw ApiException.invalid(
                    ("%s is another machine without TLS: anyone on the network in between could read your key."
                                    + " Use https, a tunnel to loopback, or --insecure if you trust that network.")
                            .formatted(server),
                    "chad-runs health --insecure");
        }
    }

    public Answer get(Query path) {
        return send("GET", path, null, Map.of());
    }

    public Answer post(Query path, JsonNode body) {
        return send("POST", path, body, Map.of());
    }

    /**
     * Passes an answer on as it comes, however long it is.
     *
     * @throws ApiException for everything but a 2xx
     */
    public void copy(Query path, Writer to) {
        try {
            HttpURLConnection connection = open(path);
            int status = connection.getResponseCode();
            if (status < 200 || status > 299) {
                throw Refusal.of(server, path, status, connection.getHeaderFields(), errorOf(connection));
            }
            try (Reader in = new InputStreamReader(connection.getInputStream(), UTF_8)) {
                in.transferTo(to);
            }
        } catch (IOException unreachable) {
            throw unreachable(unreachable);
        }
    }

    /** @throws ApiException for everything but a 2xx */
    public Answer send(String method, Query path, @Nullable JsonNode body, Map<String, String> headers) {
        try {
            HttpURLConnection connection = open(path);
            connection.setRequestMethod(method);
            connection.setReadTimeout(method.equals("GET") ? limits.answerMs() : limits.engineMs());
            headers.forEach(connection::setRequestProperty);
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(body.toString().getBytes(UTF_8));
            }
            int status = connection.getResponseCode();
            if (status < 200 || status > 299) {
                throw Refusal.of(server, path, status, connection.getHeaderFields(), errorOf(connection));
            }
            try (InputStream in = connection.getInputStream()) {
                byte[] bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
                if (bytes.length > MAX_ANSWER_BYTES) {
                    throw ApiException.invalid("The answer is too large to display.", "chad-runs --help");
                }
                return new Answer(bytes, unquoted(connection.getHeaderField("ETag")));
            }
        } catch (IOException unreachable) {
            throw unreachable(unreachable);
        }
    }

    /**
     * Changes as they happen; everything, or what concerns one run, one store.
     *
     * @param lastId of the last message that is known; null to begin now
     * @throws IOException when the line can't be had or breaks, which is no reason to give up
     */
    public EventStream stream(@Nullable String run, @Nullable String store, @Nullable String lastId)
            throws IOException {
        Query path = Query.of("stream").with("run", run).with("store", store);
        HttpURLConnection connection = open(path);
        connection.setReadTimeout(STREAM_SILENCE_MS);
        connection.setRequestProperty("Accept", "text/event-stream");
        if (lastId != null) {
            connection.setRequestProperty("Last-Event-ID", lastId);
        }
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException("The stream answered with status " + status);
        }
        return new EventStream(connection);
    }

    private HttpURLConnection open(Query path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) server.resolve(path.toString()).toURL().openConnection();
        connection.setConnectTimeout(limits.connectMs());
        connection.setReadTimeout(limits.answerMs());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "application/json, application/problem+json");
        credentials.key().ifPresent(key -> connection.setRequestProperty("x-smithers-key", key));
        if (!server.isLocal()) {
            Optional<Credentials.ServiceToken> token = credentials.serviceToken();
            token.ifPresent(known -> {
                connection.setRequestProperty("CF-Access-Client-Id", known.id());
                connection.setRequestProperty("CF-Access-Client-Secret", known.secret());
            });
        }
        return connection;
    }

    private static byte[] errorOf(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            return body == null ? new byte[0] : body.readNBytes(1024 * 1024);
        }
    }

    private ApiException unreachable(IOException cause) {
        String what = cause instanceof SocketTimeoutException ? "does not answer" : "can't be reached";
        return new ApiException(
                ExitCode.UNREACHABLE,
                0,
                "",
                "The Runs IDE at %s %s. Start it with `make up`, or set CHAD_RUNS_URL to its address."
                        .formatted(server, what),
                List.of(),
                "chad-runs health");
    }

    private static @Nullable String unquoted(@Nullable String etag) {
        return etag == null ? null : etag.replaceFirst("^W/", "").replace("\"", "");
    }
}
