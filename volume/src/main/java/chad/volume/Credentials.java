package chad.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * credentials.json, as everybody reads it: the services that let callers in by its keys, and the CLI that presents one.
 *
 * <pre>{"SMITHERS_RUNS_API_KEY": "…", "CF_ACCESS_CLIENT_ID": "…", "CF_ACCESS_CLIENT_SECRET": "…",
 *  "keys": [{"name": "…", "role": "viewer|operator", "key": "…"}]}</pre>
 *
 * <p>One rule for all: the file is its owner's alone (mode 0600, or less), a key has 16 characters or more, a named key
 * has a name and one of the two roles, a viewer's when it says none. What breaks the rule is left out, with words.
 */
public final class Credentials {

    public static final int MIN_KEY_CHARS = 16;

    /** The name of the member for the machine key, which is the name of its variable too. */
    public static final String MACHINE_KEY = "SMITHERS_RUNS_API_KEY";

    /** Who presents the machine key. */
    public static final String MACHINE = "machine";

    private static final List<String> SECRET_NAMES = List.of("KEY", "TOKEN", "SECRET", "PASSWORD");

    private static final int MAX_KEYS = 1_000;
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int OTHERS_MAY = 0077;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Credentials() {}

    /** A key that lets in, and as whom. */
    public record Key(String name, boolean operator, String key) {

        /** Without the key, so that no log line has it. */
        @Override
        public String toString() {
            return "key of " + name;
        }
    }

    /** What came of reading the file. */
    public sealed interface Read {

        /**
         * @param texts the members of the file that are texts, by name
         * @param leftOut why a key does not count, in words for a log
         */
        record Good(List<Key> keys, Map<String, String> texts, List<String> leftOut) implements Read {
            public Good {
                keys = List.copyOf(keys);
                texts = Map.copyOf(texts);
                leftOut = List.copyOf(leftOut);
            }

            public Optional<String> text(String name) {
                return Optional.ofNullable(texts.get(name)).filter(text -> !text.isBlank());
            }

            /** All that nobody but its owner may know, by the name under which it can be spoken of. */
            public Map<String, String> secrets() {
                Map<String, String> secrets = new TreeMap<>();
                keys.forEach(key -> secrets.put("key of " + key.name(), key.key()));
                texts.forEach((name, text) -> {
                    if (SECRET_NAMES.stream().anyMatch(name.toUpperCase(Locale.ROOT)::endsWith)) {
                        secrets.put(name, text);
                    }
                });
                return secrets;
            }

            /** Values are secrets. */
            @Override
            public String toString() {
                return "credentials with %d keys".formatted(keys.size());
            }
        }

        /** There is no such file. */
        record Missing() implements Read {}

        /**
         * Others than its owner can use it, so its keys may be known to anybody.
         *
         * @param mode the permission bits
         */
        record Exposed(int mode) implements Read {

            public String words(Path file) {
                return ("Others than its owner can use %s (mode %04o). Run `chmod 600 %s`, and make new keys if"
                                + " somebody may have read them.")
                        .formatted(file, mode, file);
            }
        }

        /** It was read, and is not what it should be. */
        record Broken(String why) implements Read {}

        /** It could not be read at this moment, which says nothing about the keys in it. */
        record Failed(IOException cause) implements Read {}
    }

    public static Read read(Path file) {
        try {
            int mode = mode(file);
            if ((mode & OTHERS_MAY) != 0) {
                return new Read.Exposed(mode & 07777);
            }
            if (Files.size(file) > MAX_BYTES) {
                return new Read.Broken("it is larger than 1 MB");
            }
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            return root.isObject() ? good(root) : new Read.Broken("it is not a JSON object");
        } catch (NoSuchFileException missing) {
            return new Read.Missing();
        } catch (JsonProcessingException notJson) { // whose message would quote the file
            return new Read.Broken("it is not valid JSON");
        } catch (IOException failure) {
            return new Read.Failed(failure);
        }
    }

    /** 0 on a file system without owners, where there is nobody to hide from. */
    private static int mode(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:mode") instanceof Integer mode ? mode : OTHERS_MAY;
        } catch (UnsupportedOperationException | IllegalArgumentException noUnix) {
            return 0;
        }
    }

    private static Read.Good good(JsonNode root) {
        List<Key> keys = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        Map<String, String> texts = new HashMap<>();
        root.properties().forEach(member -> {
            if (member.getValue().isTextual()) {
                texts.put(member.getKey(), member.getValue().textValue().strip());
            }
        });
        String machine = texts.getOrDefault(MACHINE_KEY, "");
        if (isLongEnough(machine)) {
            keys.add(new Key(MACHINE, true, machine));
        } else if (!machine.isEmpty()) {
            texts.remove(MACHINE_KEY);
            leftOut.add("%s is ignored: a key must have at least %d characters.".formatted(MACHINE_KEY, MIN_KEY_CHARS));
        }
        int number = 0;
        for (JsonNode entry : root.path("keys")) {
            number++;
            Optional<String> why = whyNot(entry);
            if (why.isPresent()) {
                leftOut.add("Key %d of `keys` is ignored: %s".formatted(number, why.get()));
            } else if (keys.size() < MAX_KEYS) {
                keys.add(new Key(
                        entry.path("name").asText().strip(),
                        role(entry).equals("operator"),
                        entry.path("key").asText().strip()));
            } else {
                leftOut.add("Keys after the first %d are ignored.".formatted(MAX_KEYS));
                break;
            }
        }
        return new Read.Good(keys, texts, leftOut);
    }

    private static Optional<String> whyNot(JsonNode entry) {
        if (!entry.path("name").isTextual() || entry.path("name").asText().isBlank()) {
            return Optional.of("it has no name.");
        }
        if (!entry.path("key").isTextual()
                || !isLongEnough(entry.path("key").asText().strip())) {
            return Optional.of("it has fewer than %d characters.".formatted(MIN_KEY_CHARS));
        }
        return role(entry).equals("operator") || role(entry).equals("viewer")
                ? Optional.empty()
                : Optional.of("its role is neither viewer nor operator.");
    }

    private static String role(JsonNode entry) {
        return entry.path("role").asText("viewer");
    }

    public static boolean isLongEnough(String key) {
        return key.length() >= MIN_KEY_CHARS;
    }
}
