package chad.refresh.names;

import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** A mapping in a table that an operator wrote, read with messages that he can act on. */
record TableEntry(String where, Map<String, Object> fields) {

    /** Far more than any table needs; a YAML file can grow without bound by aliases. */
    private static final int MAX_CHARACTERS = 1 << 20;

    static TableEntry parse(String yaml) throws BadTableException {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setAllowDuplicateKeys(false);
        try {
            return of("the file", new Yaml(new SafeConstructor(options)).load(yaml));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new BadTableException("line %d: %s".formatted(line, e.getProblem()));
        } catch (YAMLException e) {
            throw new BadTableException("no YAML: " + e.getMessage());
        }
    }

    private static TableEntry of(String where, @Nullable Object value) throws BadTableException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new BadTableException(where + " must be a mapping (key: value)");
        }
        var fields = new LinkedHashMap<String, Object>();
        map.forEach((key, field) -> {
            if (field != null) {
                fields.put(String.valueOf(key), field);
            }
        });
        return new TableEntry(where, fields);
    }

    BadTableException bad(String what) {
        return new BadTableException(where + " " + what);
    }

    /** A misspelt key would silently do nothing. */
    void allowOnly(String... keys) throws BadTableException {
        for (String key : fields.keySet()) {
            if (!Set.of(keys).contains(key)) {
                throw bad("has an unknown key \"%s\"; known are %s".formatted(key, String.join(", ", keys)));
            }
        }
    }

    boolean extendsBuiltIn() throws BadTableException {
        Object value = fields.get("extends");
        if (value != null && !value.equals("built-in")) {
            throw bad("says extends: %s; only \"built-in\" can be extended".formatted(value));
        }
        return value != null;
    }

    List<TableEntry> entries(String key) throws BadTableException {
        if (!(fields.get(key) instanceof List<?> list) || list.isEmpty()) {
            throw bad("needs a list \"%s\" with at least one entry".formatted(key));
        }
        var entries = new ArrayList<TableEntry>();
        for (int i = 0; i < list.size(); i++) {
            entries.add(of("%s[%d]".formatted(key, i), list.get(i)));
        }
        return entries;
    }

    String text(String key) throws BadTableException {
        if (fields.get(key) instanceof String text && !text.isBlank()) {
            return text.strip();
        }
        throw bad("needs a text \"%s\"".formatted(key));
    }

    String word(String key) throws BadTableException {
        return text(key).toLowerCase(ROOT);
    }

    boolean flag(String key) throws BadTableException {
        return switch (fields.get(key)) {
            case null -> false;
            case Boolean flag -> flag;
            default -> throw bad("needs true or false for \"%s\"".formatted(key));
        };
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    /** A list of words in lower case; empty when the key is not there. */
    List<String> words(String key) throws BadTableException {
        Object value = fields.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw bad("needs a list for \"%s\": [one, two]".formatted(key));
        }
        var words = new ArrayList<String>();
        for (Object word : list) {
            String text = word == null ? "" : String.valueOf(word).strip();
            if (text.isEmpty()) {
                throw bad("has an empty word in \"%s\"".formatted(key));
            }
            words.add(text.toLowerCase(ROOT));
        }
        return words;
    }
}
