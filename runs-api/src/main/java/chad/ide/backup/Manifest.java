package chad.ide.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a backup holds, as {@code manifest.json} in it says. The list of all files comes last and may be long; a list of
 * backups reads what is before it.
 *
 * @param format of this file; a later service reads earlier ones
 * @param version of the service that made it
 * @param engineVersion null when no engine was installed
 * @param folders the place that each label had
 */
record Manifest(
        int format,
        String version,
        @Nullable String engineVersion,
        long createdAtMs,
        long finishedAtMs,
        long sizeBytes,
        int fileCount,
        Map<String, String> folders,
        List<StoreCopy> stores,
        List<LeftOut> leftOut,
        List<FileCopy> files) {

    static final String NAME = "manifest.json";
    static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LABEL = Pattern.compile("[a-z0-9-]{1,40}");

    /**
     * The copy of a database.
     *
     * @param path in the backup
     * @param runs null when it is no store of the engine
     */
    @Schema(name = "BackedUpStore")
    record StoreCopy(
            @Schema(examples = "state/fusion.db") String path,
            @Schema(examples = "491520") long sizeBytes,
            @Schema(examples = "12") @Nullable Long runs,

            @Schema(examples = "0012_add_workspace_checkpoints") @Nullable String schemaVersion) {}

    /** A file that should be in it and is not. */
    @Schema(name = "NotBackedUp")
    record LeftOut(
            @Schema(examples = "state/broken.db") String path,
            @Schema(examples = "It is damaged.") String reason) {}

    /** @param sha256 in hexadecimal */
    record FileCopy(String path, long sizeBytes, String sha256) {

        /** The first part of the path. */
        String label() {
            return path.substring(0, path.indexOf('/'));
        }

        /** The rest. */
        String relative() {
            return path.substring(path.indexOf('/') + 1);
        }
    }

    Manifest {
        folders = Map.copyOf(folders);
        stores = List.copyOf(stores);
        leftOut = List.copyOf(leftOut);
        files = List.copyOf(files);
    }

    byte[] toJson() throws IOException {
        ObjectNode root = JSON.createObjectNode()
                .put("format", format)
                .put("version", version)
                .put("engineVersion", engineVersion)
                .put("createdAtMs", createdAtMs)
                .put("finishedAtMs", finishedAtMs)
                .put("sizeBytes", sizeBytes)
                .put("fileCount", fileCount);
        ObjectNode places = root.putObject("folders");
        folders.forEach(places::put);
        ArrayNode storeNodes = root.putArray("stores");
        stores.forEach(store -> storeNodes
                .addObject()
                .put("path", store.path())
                .put("sizeBytes", store.sizeBytes())
                .put("runs", store.runs())
                .put("schemaVersion", store.schemaVersion()));
        ArrayNode leftOutNodes = root.putArray("leftOut");
        leftOut.forEach(
                file -> leftOutNodes.addObject().put("path", file.path()).put("reason", file.reason()));
        ArrayNode fileNodes = root.putArray("files");
        files.forEach(file -> fileNodes
                .addObject()
                .put("path", file.path())
                .put("sizeBytes", file.sizeBytes())
                .put("sha256", file.sha256()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    /** All of it. */
    static Manifest read(Path backup) throws IOException {
        return of(JSON.readTree(Files.readAllBytes(backup.resolve(NAME))));
    }

    /** Without the list of files, however long that is. */
    static Manifest readHead(Path backup) throws IOException {
        ObjectNode head = JSON.createObjectNode();
        try (JsonParser parser =
                JSON.getFactory().createParser(backup.resolve(NAME).toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("It is not a JSON object.");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME
                    && !parser.currentName().equals("files")) {
                String name = parser.currentName();
                parser.nextToken();
                head.set(name, JSON.<JsonNode>readTree(parser));
            }
        }
        return of(head);
    }

    private static Manifest of(JsonNode root) throws IOException {
        int format = root.path("format").asInt();
        if (format < 1 || format > FORMAT) {
            throw new IOException("Its format is %s, and this version reads formats up to %d."
                    .formatted(root.path("format"), FORMAT));
        }
        Map<String, String> folders = new LinkedHashMap<>();
        root.path("folders")
                .properties()
                .forEach(
                        folder -> folders.put(folder.getKey(), folder.getValue().asText()));
        List<StoreCopy> stores = new ArrayList<>();
        for (JsonNode store : root.path("stores")) {
            stores.add(new StoreCopy(
                    store.path("path").asText(),
                    store.path("sizeBytes").asLong(),
                    store.path("runs").isNumber() ? store.path("runs").asLong() : null,
                    store.path("schemaVersion").textValue()));
        }
        List<LeftOut> leftOut = new ArrayList<>();
        root.path("leftOut")
                .forEach(file -> leftOut.add(new LeftOut(
                        file.path("path").asText(), file.path("reason").asText())));
        List<FileCopy> files = new ArrayList<>();
        for (JsonNode file : root.path("files")) {
            files.add(new FileCopy(
                    safe(file.path("path").asText()),
                    file.path("sizeBytes").asLong(),
                    file.path("sha256").asText()));
        }
        return new Manifest(
                format,
                root.path("version").asText(),
                root.path("engineVersion").textValue(),
                root.path("createdAtMs").asLong(),
                root.path("finishedAtMs").asLong(),
                root.path("sizeBytes").asLong(),
                root.path("fileCount").asInt(),
                folders,
                stores,
                leftOut,
                files);
    }

    /** A manifest is data: it names files of the backup and nothing else. */
    private static String safe(String path) throws IOException {
        int slash = path.indexOf('/');
        Path normal = Path.of(path).normalize();
        if (slash < 1
                || slash == path.length() - 1
                || !LABEL.matcher(path.substring(0, slash)).matches()
                || !normal.toString().equals(path)) {
            throw new IOException("It names a file `%s`, which no backup contains.".formatted(path));
        }
        return path;
    }
}
