package chad.refresh.names;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The classes of models, first match wins; what no entry matches is a chat model. Format: model-classes.yaml. */
public record ClassTable(List<ModelClass> classes) {

    public ClassTable {
        classes = List.copyOf(classes);
    }

    public ModelClass classOf(ModelName model) {
        for (ModelClass candidate : classes) {
            if (candidate.matches(model)) {
                return candidate;
            }
        }
        return ModelClass.CHAT;
    }

    /**
     * Reads a table.
     *
     * @param builtIn what {@code extends: built-in} refers to
     * @throws BadTableException when the text is no such table
     */
    public static ClassTable parse(String yaml, ClassTable builtIn) throws BadTableException {
        TableEntry root = TableEntry.parse(yaml);
        root.allowOnly("extends", "classes");
        var classes = new ArrayList<ModelClass>();
        for (TableEntry entry : root.entries("classes")) {
            classes.add(modelClass(entry));
        }
        if (root.extendsBuiltIn()) {
            classes.addAll(builtIn.classes());
        }
        return new ClassTable(classes);
    }

    private static ModelClass modelClass(TableEntry entry) throws BadTableException {
        entry.allowOnly("class", "why", "words", "parts", "ids");
        var words = new ArrayList<List<String>>();
        for (String run : entry.words("words")) {
            List<String> sideBySide = ModelName.wordsOf(ModelName.partsOf(run));
            if (sideBySide.isEmpty()) {
                throw entry.bad(
                        "has \"%s\" in \"words\", which contains no word; put whole ids into \"ids\"".formatted(run));
            }
            words.add(sideBySide);
        }
        var modelClass = new ModelClass(
                entry.word("class"),
                entry.text("why"),
                words,
                entry.words("parts"),
                new LinkedHashSet<>(entry.words("ids")));
        if (words.isEmpty() && modelClass.parts().isEmpty() && modelClass.ids().isEmpty()) {
            throw entry.bad("has none of words, parts and ids, so it matches nothing");
        }
        return modelClass;
    }
}
