package chad.cli.text;

/** How many columns a text takes on a terminal. */
public final class Width {

    private Width() {}

    public static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += of(text.codePointAt(i));
        }
        return width;
    }

    /** The text, or its beginning with an ellipsis. */
    public static String cut(String text, int columns) {
        if (text.length() <= columns / 2 || of(text) <= columns) {
            return text;
        }
        int width = 0;
        int end = 0;
        while (end < text.length() && width + of(text.codePointAt(end)) < columns) {
            width += of(text.codePointAt(end));
            end += Character.charCount(text.codePointAt(end));
        }
        return text.substring(0, end) + "…";
    }

    /** 0 for marks that sit on the letter before, 2 for East Asian scripts and pictures. */
    private static int of(int codePoint) {
        if (codePoint < 0x300) {
            return 1;
        }
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean isWide = isIn(codePoint, 0x1100, 0x115f)
                || isIn(codePoint, 0x2e80, 0xa4cf)
                || isIn(codePoint, 0xac00, 0xd7a3)
                || isIn(codePoint, 0xf900, 0xfaff)
                || isIn(codePoint, 0xfe30, 0xfe6f)
                || isIn(codePoint, 0xff00, 0xff60)
                || isIn(codePoint, 0x1f300, 0x1faff)
                || isIn(codePoint, 0x20000, 0x3fffd);
        return isWide ? 2 : 1;
    }

    private static boolean isIn(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }
}
