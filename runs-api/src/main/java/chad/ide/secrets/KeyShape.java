package chad.ide.secrets;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A form by which keys of well-known providers are told from other text, whoever was given them. What is found by it has
 * letters in it, and neither quotes nor single backslashes, so the JSON around it stays valid.
 */
sealed interface KeyShape {

    /** With which all begin. */
    byte[] prefix();

    /** How many bytes of the prefix are shown. */
    default int kept() {
        return 0;
    }

    /** How many bytes have to be seen to say whether one stands there. */
    int reach();

    /** How much of a key is seen there; 0 for none. {@link #goesOn} says how much follows. */
    int length(Window text, int place);

    /** How many bytes at that place still belong to a key of which a part was seen; 0 where it ends. */
    int goesOn(Window text, int place);

    /**
     * A prefix and then characters by chance, which nobody chooses as a name: with digits, and with capitals among small
     * letters or without a dash for long.
     *
     * @param rest the characters after the prefix, by their byte
     * @param atLeast how many of them there are
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Prefixed(byte[] prefix, int kept, boolean[] rest, int atLeast) implements KeyShape {

        static final boolean[] LETTERS = table("");
        static final boolean[] WITH_DASHES = table("-_");
        static final boolean[] WITH_DOTS = table("-_.~+/=");
        static final boolean[] CAPITALS = new boolean[256];

        static {
            System.arraycopy(LETTERS, 0, CAPITALS, 0, 'a');
        }

        /** So many characters are looked at for what is not in a name. */
        private static final int LOOKED_AT = 48;

        private static final int WITHOUT_DASH = 16;

        /** Of a key that a limit cut, so much after the prefix tells it from other text. */
        private static final int AT_LEAST_OF_CUT = 8;

        Prefixed(String prefix, int kept, boolean[] rest, int atLeast) {
            this(prefix.getBytes(US_ASCII), kept, rest, atLeast);
        }

        private static boolean[] table(String others) {
            boolean[] table = new boolean[256];
            for (int one = 0; one < 128; one++) {
                table[one] = (one < 128 && Character.isLetterOrDigit(one)) || others.indexOf(one) >= 0;
            }
            return table;
        }

        @Override
        public int reach() {
            return prefix.length + LOOKED_AT + CutMark.LONGEST;
        }

        @Override
        public int length(Window text, int place) {
            if (!text.has(place, prefix) || !text.isWordStart(place)) {
                return 0;
            }
            int from = place + prefix.length;
            int end = from;
            boolean hasDigit = false;
            boolean hasSmall = false;
            boolean hasCapital = false;
            int longest = 0;
            int inARow = 0;
            while (end < text.end() && end - from < LOOKED_AT && rest[text.at(end)]) {
                int one = text.at(end++);
                hasDigit |= one >= '0' && one <= '9';
                hasSmall |= one >= 'a' && one <= 'z';
                hasCapital |= one >= 'A' && one <= 'Z';
                inARow = Character.isLetterOrDigit(one) ? inARow + 1 : 0;
                longest = Math.max(longest, inARow);
            }
            int length = end - from;
            boolean isByChance = hasDigit && ((hasSmall && hasCapital) || longest >= WITHOUT_DASH);
            boolean isWhole = length >= atLeast && isByChance;
            boolean isCut = length >= AT_LEAST_OF_CUT && hasDigit && CutMark.standsAt(text, end) && length < atLeast;
            return isWhole || isCut ? end - place : 0;
        }

        @Override
        public int goesOn(Window text, int place) {
            return place < text.end() && rest[text.at(place)] ? 1 : 0;
        }
    }

    /** A JSON web token: a header, a dot, and claims that begin as JSON does too. No other base64 has that. */
    record WebToken() implements KeyShape {

        private static final byte[] PREFIX = "eyJ".getBytes(US_ASCII);
        private static final int MAX_HEADER = 400;
        private static final int MIN_HEADER = 12;

        @Override
        public byte[] prefix() {
            return PREFIX;
        }

        @Override
        public int reach() {
            return MAX_HEADER + PREFIX.length + CutMark.LONGEST;
        }

        @Override
        public int length(Window text, int place) {
            if (!text.has(place, PREFIX)) {
                return 0;
            }
            int dot = place;
            while (dot < text.end() && dot - place < MAX_HEADER && Prefixed.WITH_DASHES[text.at(dot)]) {
                dot++;
            }
            if (dot - place < MIN_HEADER) {
                return 0;
            }
            boolean hasClaims = text.at(dot) == '.' && (text.has(dot + 1, PREFIX) || CutMark.standsAt(text, dot + 1));
            return hasClaims || CutMark.isEllipsis(text, dot) ? dot - place : 0;
        }

        @Override
        public int goesOn(Window text, int place) {
            boolean isDot = text.at(place) == '.' && text.at(place + 1) != '.'; // three are an ellipsis
            return place < text.end() && (isDot || Prefixed.WITH_DASHES[text.at(place)]) ? 1 : 0;
        }
    }

    /** A private key in PEM, its lines apart by line ends or, in JSON, by escapes of them. */
    record PrivateKey() implements KeyShape {

        private static final byte[] PREFIX = "-----BEGIN ".getBytes(US_ASCII);
        private static final byte[] NAME = "PRIVATE KEY".getBytes(US_ASCII);
        private static final byte[] DASHES = "-----".getBytes(US_ASCII);
        private static final int MAX_LINE = 80;
        private static final int MAX_ESCAPE = 9;

        @Override
        public byte[] prefix() {
            return PREFIX;
        }

        @Override
        public int reach() {
            return MAX_LINE + DASHES.length;
        }

        @Override
        public int length(Window text, int place) {
            if (!text.has(place, PREFIX)) {
                return 0;
            }
            boolean isPrivate = false;
            for (int at = place + PREFIX.length; at < text.end() && at - place < MAX_LINE; at++) {
                isPrivate |= text.has(at, NAME);
                if (text.has(at, DASHES)) {
                    return isPrivate ? at + DASHES.length - place : 0;
                }
                if (text.at(at) != ' ' && !Prefixed.CAPITALS[text.at(at)]) {
                    return 0;
                }
            }
            return 0;
        }

        @Override
        public int goesOn(Window text, int place) {
            int one = text.at(place);
            if (one == '\\') {
                int end = place;
                while (text.at(end) == '\\' && end - place < MAX_ESCAPE) {
                    end++;
                }
                return text.at(end) == 'n' || text.at(end) == 'r' ? end + 1 - place : 0;
            }
            return one == '\n' || one == '\r' || (one >= 0 && Prefixed.WITH_DOTS[one] && "-_.~".indexOf(one) < 0)
                    ? 1
                    : 0;
        }
    }
}
