package chad.refresh.names;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The flagship families in order, and which models stand for them. Format: model-families.yaml. */
public record FeaturedOrder(List<Family> families, Set<String> never, List<String> prefer) {

    public FeaturedOrder {
        families = List.copyOf(families);
        never = Set.copyOf(never);
        prefer = List.copyOf(prefer);
    }

    /** For each family that has members, in the families' order, its members' ids, best first. */
    public List<List<String>> candidates(Collection<ModelName> models) {
        var candidates = new ArrayList<List<String>>();
        for (Family family : families) {
            List<String> members = models.stream()
                    .map(family::member)
                    .flatMap(Optional::stream)
                    .sorted(Member.BEST_FIRST)
                    .map(Member::id)
                    .toList();
            if (!members.isEmpty()) {
                candidates.add(members);
            }
        }
        return candidates;
    }

    /**
     * Reads a table.
     *
     * @param builtIn what {@code extends: built-in} refers to
     * @throws BadTableException when the text is no such table
     */
    public static FeaturedOrder parse(String yaml, FeaturedOrder builtIn) throws BadTableException {
        TableEntry root = TableEntry.parse(yaml);
        root.allowOnly("extends", "never", "prefer", "families");
        boolean extending = root.extendsBuiltIn();
        Set<String> never =
                extending && !root.has("never") ? builtIn.never() : new LinkedHashSet<>(root.words("never"));
        List<String> prefer = extending && !root.has("prefer") ? builtIn.prefer() : root.words("prefer");
        var families = new ArrayList<Family>();
        var names = new LinkedHashSet<String>();
        for (TableEntry entry : root.entries("families")) {
            Family family = family(entry, never, prefer);
            if (!names.add(family.name())) {
                throw entry.bad("has the name \"%s\" of an earlier family".formatted(family.name()));
            }
            families.add(family);
        }
        if (extending) {
            builtIn.families().stream()
                    .filter(family -> !names.contains(family.name()))
                    .forEach(families::add);
        }
        return new FeaturedOrder(families, never, prefer);
    }

    private static Family family(TableEntry entry, Set<String> never, List<String> prefer) throws BadTableException {
        entry.allowOnly("name", "stems", "owners", "anywhere", "only", "never", "prefer");
        var stems = new ArrayList<List<String>>();
        for (String stem : entry.words("stems")) {
            List<NamePart> parts = ModelName.partsOf(stem);
            List<String> words = ModelName.wordsOf(parts);
            if (words.size() < parts.size()) {
                throw entry.bad("has the stem \"%s\"; leave digits out of it (kimi-k for kimi-k2)".formatted(stem));
            }
            stems.add(words);
        }
        if (stems.isEmpty()) {
            throw entry.bad("needs \"stems\": how ids of the family begin");
        }
        var neverHere = new LinkedHashSet<>(never);
        neverHere.addAll(entry.words("never"));
        return new Family(
                entry.word("name"),
                stems,
                new LinkedHashSet<>(entry.words("owners")),
                entry.flag("anywhere"),
                new LinkedHashSet<>(entry.words("only")),
                neverHere,
                entry.has("prefer") ? entry.words("prefer") : prefer);
    }
}
