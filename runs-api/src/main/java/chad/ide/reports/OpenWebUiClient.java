package chad.ide.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a report into Open WebUI as a note, by its notes API ({@code /api/v1/notes}).
 *
 * <p>That API has no key of ours to create by, so a note that was made while we could not note it down is found again by
 * its title and by what only we write into its {@code meta}: the night, and whose night it is.
 */
@Singleton
class OpenWebUiClient {

    private static final String NOTES = "/api/v1/notes/";
    private static final String MARK = "runs_ide";

    /** Pages of 60 notes that are looked through, the latest changed first. Older versions answer all with each. */
    private static final int MAX_PAGES = 10;

    private static final int PAGE = 60;
    private static final int MAX_BYTES = 32 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Ends the calls for a report early. */
    private static final class Failed extends Exception {

        private final transient NoteResult result;

        Failed(NoteResult result) {
            super("no note", null, false, false);
            this.result = result;
        }
    }

    private record Answer(int status, byte[] body) {}

    private final ReportsConfig.WebUi config;
    private final String source;
    private final HttpClient http;

    OpenWebUiClient(ReportsConfig config) {
        this.config = config.webui();
        this.source = config.publicUrl().toString();
        this.http = HttpClient.newBuilder()
                .connectTimeout(config.webui().timeout())
                .followRedirects(HttpClient.Redirect.NEVER) // the key goes to the configured address only
                .build();
    }

    /**
     * Makes the night's note, or updates it.
     *
     * @param noteId of the note, when it is known; else it is looked for
     */
    NoteResult put(LocalDate night, @Nullable String noteId, String markdown) {
        try {
            String known = noteId != null ? noteId : find(night);
            if (known != null && update(known, night, markdown)) {
                return new NoteResult.Posted(known);
            }
            String found = known == null || noteId == null ? null : find(night); // the known one was deleted
            return found != null && update(found, night, markdown)
                    ? new NoteResult.Posted(found)
                    : new NoteResult.Posted(create(night, markdown));
        } catch (Failed failed) {
            return failed.result;
        }
    }

    private @Nullable String find(LocalDate night) throws Failed {
        Set<String> seen = new HashSet<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            JsonNode notes = json(send("GET", NOTES + "?page=" + page, null));
            int before = seen.size();
            for (JsonNode note : notes) {
                String id = note.path("id").asText();
                boolean isNew = seen.add(id);
                if (isNew && note.path("title").asText().equals(ReportPeriod.title(night)) && isOurs(id, night)) {
                    return id;
                }
            }
            if (notes.size() < PAGE || seen.size() == before) {
                return null;
            }
        }
        return null;
    }

    /** The list leaves out {@code meta}. */
    private boolean isOurs(String id, LocalDate night) throws Failed {
        Answer answer = send("GET", NOTES + encoded(id), null);
        if (answer.status() == 404) {
            return false;
        }
        JsonNode mark = json(answer).path("meta").path(MARK);
        return mark.path("night").asText().equals(night.toString())
                && mark.path("source").asText().equals(source);
    }

    /** False when there is no such note any more. Whom it is shared with stays as it is. */
    private boolean update(String id, LocalDate night, String markdown) throws Failed {
        Answer answer = send("POST", NOTES + encoded(id) + "/update", note(night, markdown));
        if (answer.status() != 404) {
            json(answer);
        }
        return answer.status() != 404;
    }

    private String create(LocalDate night, String markdown) throws Failed {
        ObjectNode note = note(night, markdown);
        note.putObject("access_control"); // an empty object: the owner's alone
        String id = json(send("POST", NOTES + "create", note)).path("id").asText();
        if (id.isEmpty()) {
            throw new Failed(new NoteResult.Unavailable("Open WebUI answered without a note."));
        }
        return id;
    }

    private ObjectNode note(LocalDate night, String markdown) {
        ObjectNode note = JSON.createObjectNode();
        note.put("title", ReportPeriod.title(night));
        note.putObject("data")
                .putObject("content")
                .put("md", markdown)
                .put("html", "")
                .putNull("json");
        note.putObject("meta").putObject(MARK).put("night", night.toString()).put("source", source);
        return note;
    }

    private JsonNode json(Answer answer) throws Failed {
        int status = answer.status();
        if (status < 200 || status > 299) {
            throw new Failed(refusal(status));
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException page) {
            throw new Failed(
                    new NoteResult.Unavailable("The answer was not JSON, so it did not come from Open WebUI."));
        } catch (IOException impossible) {
            throw new Failed(new NoteResult.Unavailable("The answer could not be read."));
        }
    }

    private static NoteResult refusal(int status) {
        return switch (status) {
            case 401, 403 ->
                new NoteResult.Refused(
                        ("Open WebUI refuses the key with status %d. Check CHAD_WEBUI_API_KEY, that API keys are"
                                        + " enabled, and that its account may use notes; then generate the report again or restart.")
                                .formatted(status));
            case 408, 425, 429, 500, 502, 503, 504 ->
                new NoteResult.Unavailable("Open WebUI answered with status %d.".formatted(status));
            default ->
                new NoteResult.Refused(
                        ("Open WebUI answered with status %d. Check that CHAD_WEBUI_URL is its final address and that"
                                        + " its version has notes; then generate the report again or restart.")
                                .formatted(status));
        };
    }

    private Answer send(String method, String path, @Nullable ObjectNode body) throws Failed {
        HttpRequest request = request(method, path, body);
        // The request's own time limit ends with the headers, and a body can drip for ever.
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            HttpResponse<byte[]> whole = answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(whole.statusCode(), whole.body());
        } catch (ExecutionException | TimeoutException unreachable) {
            answer.cancel(true);
            throw new Failed(new NoteResult.Unavailable("Open WebUI can't be reached, or did not answer in time."));
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Failed(new NoteResult.Unavailable("The service is stopping."));
        }
    }

    private HttpRequest request(String method, String path, @Nullable ObjectNode body) throws Failed {
        try {
            String base = config.url().map(URI::toString).orElse("").replaceAll("/+$", "");
            return HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(config.timeout())
                    .header(
                            "Authorization",
                            "Bearer " + config.apiKey().orElse("").strip())
                    .header("Accept", "application/json")
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString(), UTF_8))
                    .build();
        } catch (IllegalArgumentException badSetting) { // its message may hold the key
            throw new Failed(new NoteResult.Refused(
                    "CHAD_WEBUI_URL is not an http address, or CHAD_WEBUI_API_KEY has a character that an HTTP"
                            + " header can't carry."));
        }
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
    }
}
