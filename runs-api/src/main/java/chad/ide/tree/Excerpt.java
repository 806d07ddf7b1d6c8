package chad.ide.tree;

/**
 * The beginning of a text that may be long.
 *
 * @param chars length of the whole
 * @param cut whether there is more than {@code text}
 */
public record Excerpt(String text, int chars, boolean cut) {

    static Excerpt of(String whole, int most) {
        if (whole.length() <= most) {
            return new Excerpt(whole, whole.length(), false);
        }
        int end = Character.isHighSurrogate(whole.charAt(most - 1)) ? most - 1 : most;
        return new Excerpt(whole.substring(0, end), whole.length(), true);
    }
}
