package chad.ide.secrets;

/** The part of a text that is looked at: what has been let through just before, and what has not been yet. */
final class Window {

    /** Of what was let through, so much tells whether a word begins. */
    static final int CONTEXT = 4;

    private final byte[] bytes;
    private int end;
    private boolean isLast;

    Window(int room) {
        this.bytes = new byte[room];
    }

    byte[] bytes() {
        return bytes;
    }

    int room() {
        return bytes.length - end;
    }

    int end() {
        return end;
    }

    /** Whether the text ends where the window does. */
    boolean isLast() {
        return isLast;
    }

    void last() {
        isLast = true;
    }

    void add(byte[] more, int offset, int length) {
        System.arraycopy(more, offset, bytes, end, length);
        end += length;
    }

    /** Forgets what stands before a place. */
    void drop(int before) {
        System.arraycopy(bytes, before, bytes, 0, end - before);
        end -= before;
    }

    /** The byte at a place; -1 before the beginning and behind the end. */
    int at(int place) {
        return place < 0 || place >= end ? -1 : bytes[place] & 0xff;
    }

    boolean has(int place, byte[] text) {
        return end - place >= text.length && alike(place, text) == text.length;
    }

    /** With how many of its bytes a text stands there. */
    int alike(int place, byte[] text) {
        int most = Math.min(text.length, end - place);
        int same = 0;
        while (same < most && bytes[place + same] == text[same]) {
            same++;
        }
        return same;
    }

    /** Not within a word, and not behind a dash: `task-` is no beginning of a key. Escapes of JSON and of addresses end a word. */
    boolean isWordStart(int place) {
        int before = at(place - 1);
        if (!isOfWord(before)) {
            return true;
        }
        boolean isEscape = at(place - 2) == '\\' && "nrtbf".indexOf(before) >= 0;
        boolean isPercent = at(place - 3) == '%' && isHex(before) && isHex(at(place - 2));
        return isEscape || isPercent;
    }

    private static boolean isOfWord(int one) {
        return (one >= 'a' && one <= 'z')
                || (one >= 'A' && one <= 'Z')
                || (one >= '0' && one <= '9')
                || one == '-'
                || one == '_';
    }

    private static boolean isHex(int one) {
        return (one >= '0' && one <= '9') || (one >= 'a' && one <= 'f') || (one >= 'A' && one <= 'F');
    }
}
