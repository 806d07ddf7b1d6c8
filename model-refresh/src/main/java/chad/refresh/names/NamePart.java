package chad.refresh.names;

/** What a piece of a model's name says. */
sealed interface NamePart {

    /** Letters: a family, a variant, or the letter that a number hangs on (the {@code k} of {@code k2.5}). */
    record Word(String text) implements NamePart {}

    /**
     * A number small enough to be a version or a revision.
     *
     * @param glued whether it hangs on the word before it: {@code glm5}, {@code v1.5}
     */
    record Numeral(Version version, boolean glued) implements NamePart {}

    /**
     * A size: parameters ({@code 550b}), active ones ({@code a55b}), effective ones ({@code e4b}), experts ({@code 128e},
     * {@code 8x22b}).
     *
     * @param millions of parameters in all, so that sizes can be compared; for experts their number; 0 for active ones
     */
    record Size(long millions) implements NamePart {}

    /** A context length: {@code 128k}. */
    record Context() implements NamePart {}

    /** A date or a build, as its digits: {@code 0905}, {@code 2512}, {@code 20251201}. */
    record Date(String digits) implements NamePart {}
}
