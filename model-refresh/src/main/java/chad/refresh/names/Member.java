package chad.refresh.names;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import java.util.Comparator;
import java.util.List;

/**
 * What decides between two models of one family.
 *
 * @param stem index of the stem in the family's list
 * @param ranks places of its variant words in the family's preference, the least wanted first
 * @param date digits of a date or build; empty when there is none
 * @param millions of parameters
 */
record Member(String id, Version version, int stem, List<Integer> ranks, Version revision, String date, long millions) {

    /** As {@code 0905} has no year and {@code 2512} no day, dates compare as their digits, shorter ones first. */
    private static final Comparator<String> BY_DIGITS =
            comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    /** Best first: newest version, then what model-families.yaml says. */
    static final Comparator<Member> BEST_FIRST = comparing(Member::version, Comparator.reverseOrder())
            .thenComparingInt(Member::stem)
            .thenComparing(Member::ranks, Member::compareRanks)
            .thenComparing(Member::revision, Comparator.reverseOrder())
            .thenComparing(Member::date, BY_DIGITS.reversed())
            .thenComparing(comparingLong(Member::millions).reversed())
            .thenComparing(Member::id, comparingInt(String::length))
            .thenComparing(Member::id);

    private static int compareRanks(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = Integer.compare(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }
}
