package chad.refresh;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import java.util.Comparator;

/**
 * What decides between two models of one family.
 *
 * @param stem index of the stem in the family's list
 * @param rank place of its least wanted variant word in the family's preference
 * @param date digits of a date or build; empty when there is none
 * @param millions of parameters
 */
record Member(String id, Version version, int stem, int rank, Version revision, String date, long millions) {

    /** As {@code 0905} has no year and {@code 2512} no day, dates compare as their digits, shorter ones first. */
    private static final Comparator<String> BY_DIGITS =
            comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    /** Best first: newest version, then what model-families.yaml says. */
    static final Comparator<Member> BEST_FIRST = comparing(Member::version, Comparator.reverseOrder())
            .thenComparingInt(Member::stem)
            .thenComparingInt(Member::rank)
            .thenComparing(Member::revision, Comparator.reverseOrder())
            .thenComparing(Member::date, BY_DIGITS.reversed())
            .thenComparing(comparingLong(Member::millions).reversed())
            .thenComparing(Member::id, comparingInt(String::length))
            .thenComparing(Member::id);
}
