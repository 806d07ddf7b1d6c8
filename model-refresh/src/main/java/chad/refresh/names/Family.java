package chad.refresh.names;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A flagship family and how its members are told and ordered. Format and rules: model-families.yaml.
 *
 * @param stems each a run of words with which names of the family begin, best first
 * @param owners the owners of its ids; empty: any
 * @param anywhere whether the stem may stand later in the name
 * @param only words of which one must be there; empty: no such condition
 * @param never words of which none may be there
 * @param prefer variant words, most wanted first
 */
record Family(
        String name,
        List<List<String>> stems,
        Set<String> owners,
        boolean anywhere,
        Set<String> only,
        Set<String> never,
        List<String> prefer) {

    /** The entry of {@link #prefer} that stands for an id without a variant word. */
    private static final String PLAIN = "plain";

    Family {
        stems = List.copyOf(stems);
        owners = Set.copyOf(owners);
        only = Set.copyOf(only);
        never = Set.copyOf(never);
        prefer = List.copyOf(prefer);
    }

    /** The model as a member of this family, or nothing when it is none. */
    Optional<Member> member(ModelName model) {
        if (!owners.isEmpty() && !model.owner().isEmpty() && !owners.contains(model.owner())) {
            return Optional.empty();
        }
        for (int stem = 0; stem < stems.size(); stem++) {
            int end = endOf(stems.get(stem), model);
            if (end >= 0) {
                return member(
                        model, stem, model.parts().subList(end, model.parts().size()));
            }
        }
        return Optional.empty();
    }

    /** Index of the first part after the stem; -1 when the name has no such stem. */
    private int endOf(List<String> stem, ModelName model) {
        int last = anywhere ? model.parts().size() - stem.size() : 0;
        for (int start = 0; start <= last; start++) {
            if (model.wordsAt(start, stem)) {
                return start + stem.size();
            }
        }
        return -1;
    }

    private Optional<Member> member(ModelName model, int stem, List<NamePart> behindStem) {
        Traits traits = Traits.of(behindStem);
        List<String> variants = traits.variants();
        if (variants.stream().anyMatch(never::contains)
                || (!only.isEmpty() && variants.stream().noneMatch(only::contains))) {
            return Optional.empty();
        }
        return Optional.of(new Member(
                model.id(),
                traits.version(),
                stem,
                ranks(variants),
                traits.revision(),
                traits.date(),
                traits.millions()));
    }

    private List<Integer> ranks(List<String> variants) {
        return variants.isEmpty()
                ? List.of(rankOf(PLAIN))
                : variants.stream()
                        .map(this::rankOf)
                        .sorted(Comparator.reverseOrder())
                        .toList();
    }

    private int rankOf(String variant) {
        int place = prefer.indexOf(variant);
        return place < 0 ? prefer.size() : place;
    }
}
