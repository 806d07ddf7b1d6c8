package chad.refresh.names;

import static java.util.Locale.ROOT;

import java.util.List;
import java.util.Set;

/**
 * One entry of the class table: ids that it matches belong to the class.
 *
 * @param why what a person who misses a model wants to know
 * @param words each a run of words that must stand side by side in the name
 * @param parts pieces of words
 * @param ids whole ids in lower case
 */
public record ModelClass(String name, String why, List<List<String>> words, List<String> parts, Set<String> ids) {

    /** Classes that take a chat prompt. */
    private static final Set<String> KEPT = Set.of("chat", "code", "vision");

    static final ModelClass CHAT = new ModelClass("chat", "Takes a chat prompt.", List.of(), List.of(), Set.of());

    public ModelClass {
        words = List.copyOf(words);
        parts = List.copyOf(parts);
        ids = Set.copyOf(ids);
    }

    public boolean isKept() {
        return KEPT.contains(name);
    }

    boolean matches(ModelName model) {
        return ids.contains(model.id().toLowerCase(ROOT))
                || words.stream().anyMatch(model::holds)
                || model.words().stream().anyMatch(word -> parts.stream().anyMatch(word::contains));
    }
}
