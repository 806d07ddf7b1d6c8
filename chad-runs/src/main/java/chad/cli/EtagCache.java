package chad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.cli.api.Json;
import chad.cli.api.Server;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Which text of each workflow file was seen last, by its ETag, from one command to the next: {@code etags.json} in the
 * user's state folder. A lost or broken file only means that a save asks for the ETag.
 */
final class EtagCache {

    private static final int MOST = 500;

    private final Path file;
    private final String server;

    EtagCache(Server server) {
        Map<String, String> environment = System.getenv();
        String folder = environment.getOrDefault("XDG_STATE_HOME", "");
        this.file = (folder.isBlank() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(folder))
                .resolve("chad-runs")
                .resolve("etags.json");
        this.server = server.toString();
    }

    Optional<String> etag(String workflow) {
        String etag = read().path(key(workflow)).asText("");
        return etag.isEmpty() ? Optional.empty() : Optional.of(etag);
    }

    void remember(String workflow, String etag) {
        ObjectNode known = read();
        known.remove(key(workflow));
        known.put(key(workflow), etag); // to the end: the oldest is forgotten first
        for (Iterator<String> names = known.fieldNames(); known.size() > MOST && names.hasNext(); ) {
            names.next();
            names.remove();
        }
        try {
            Files.createDirectories(file.getParent());
            Path next = Files.createTempFile(file.getParent(), "etags", ".json");
            Files.write(next, known.toString().getBytes(UTF_8));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException readOnlyHome) {
            // then the next save needs --etag, and says so
        }
    }

    private ObjectNode read() {
        try {
            JsonNode known = Files.exists(file) ? Json.read(Files.readAllBytes(file)) : Json.object();
            return known instanceof ObjectNode object ? object : Json.object();
        } catch (IOException broken) {
            return Json.object();
        }
    }

    private String key(String workflow) {
        return server + " " + workflow;
    }
}
