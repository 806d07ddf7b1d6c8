package chad.ide.detail;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.store.StoredPayload;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value of a store that may be longer than memory has room for. Its long members are written as they are read, a
 * piece at a time.
 */
public final class WholeJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper(JSON);
    private static final int BUFFER_CHARS = 16 * 1024;

    /**
     * A member of the object: a value, or a long one that is still in the store.
     *
     * @param mayBeJson whether the long one is written as JSON if it is valid, or else as text
     */
    record Member(
            String name, @Nullable JsonNode value, @Nullable StoredPayload payload, boolean mayBeJson) {}

    /** The members of an object, in their order, and of which kind of {@link DataTable} those are that need one. */
    record Members(List<String> names, Map<String, String> kinds) {}

    private final @Nullable JsonNode tree;
    private final List<Member> members;
    private final @Nullable StoredPayload raw;
    private final long sizeBytes;

    private WholeJson(@Nullable JsonNode tree, List<Member> members, @Nullable StoredPayload raw, long sizeBytes) {
        this.tree = tree;
        this.members = members;
        this.raw = raw;
        this.sizeBytes = sizeBytes;
    }

    static WholeJson of(JsonNode tree, long sizeBytes) {
        return new WholeJson(tree, List.of(), null, sizeBytes);
    }

    static WholeJson of(List<Member> members, long sizeBytes) {
        return new WholeJson(null, List.copyOf(members), null, sizeBytes);
    }

    /** A value that is JSON as it stands in the store. */
    static WholeJson of(StoredPayload raw) {
        return new WholeJson(null, List.of(), raw, raw.sizeBytes());
    }

    /** As it is stored. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** The value as a tree; empty for one that is too long. */
    public Optional<JsonNode> tree() {
        return Optional.ofNullable(tree);
    }

    /** Writes all of it. Fails when the store can't be read to the end. */
    public void write(OutputStream out) throws IOException {
        if (raw != null) {
            try (InputStream in = raw.open()) {
                in.transferTo(out);
            }
            return;
        }
        for (Member member : members) {
            if (member.payload() != null) {
                member.payload().prepare(); // closing the generator would send its beginning
            }
        }
        try (JsonGenerator generator = MAPPER.getFactory().createGenerator(out)) {
            if (tree != null) {
                generator.writeTree(tree);
                return;
            }
            generator.writeStartObject();
            for (Member member : members) {
                generator.writeFieldName(member.name());
                write(member, generator);
            }
            generator.writeEndObject();
        }
    }

    private static void write(Member member, JsonGenerator generator) throws IOException {
        StoredPayload payload = member.payload();
        if (payload == null) {
            generator.writeTree(member.value());
        } else if (payload.isBlob()) {
            try (InputStream in = payload.open()) {
                generator.writeBinary(in, Math.toIntExact(payload.sizeBytes()));
            }
        } else if (member.mayBeJson() && isJson(payload)) {
            copy(payload, generator);
        } else {
            try (Reader text = reader(payload)) {
                generator.writeString(text, -1);
            }
        }
    }

    private static void copy(StoredPayload payload, JsonGenerator generator) throws IOException {
        generator.writeRawValue(""); // what is written next is the value
        char[] buffer = new char[BUFFER_CHARS];
        try (Reader text = reader(payload)) {
            for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
                generator.writeRaw(buffer, 0, read);
            }
        }
    }

    private static boolean isJson(StoredPayload payload) throws IOException {
        try (JsonParser parser = JSON.createParser(reader(payload))) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JsonProcessingException plainText) {
            return false;
        }
    }

    /** Looks at an object without keeping its values; nothing when it is not one. */
    static Members members(StoredPayload object) throws IOException {
        List<String> names = new ArrayList<>();
        Map<String, String> kinds = new HashMap<>();
        try (JsonParser parser = JSON.createParser(reader(object))) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (value != JsonToken.VALUE_NULL) {
                        names.add(name);
                    }
                    if (value.isStructStart()) {
                        kinds.put(name, DataTable.JSON);
                        parser.skipChildren();
                    } else if (value.isBoolean()) {
                        kinds.put(name, DataTable.BOOLEAN);
                    }
                }
            }
        } catch (JsonProcessingException damaged) {
            return new Members(List.of(), Map.of());
        }
        return new Members(names, kinds);
    }

    static String text(StoredPayload payload) throws IOException {
        try (InputStream in = payload.open()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static Reader reader(StoredPayload payload) {
        return new InputStreamReader(payload.open(), UTF_8);
    }
}
