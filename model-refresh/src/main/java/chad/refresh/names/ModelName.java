package chad.refresh.names;

import static java.util.Locale.ROOT;

import chad.refresh.names.NamePart.Context;
import chad.refresh.names.NamePart.Date;
import chad.refresh.names.NamePart.Numeral;
import chad.refresh.names.NamePart.Size;
import chad.refresh.names.NamePart.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's id taken apart. Names follow no rule, not even within one family (glm4.7, glm5, glm-5.1), and numbers in them
 * mean many things; here each piece gets its meaning, so that nobody else looks at characters.
 *
 * @param id as the provider writes it
 * @param owner the part before the last slash, in lower case; empty when there is none
 * @param parts the pieces of the rest, in order
 */
public record ModelName(String id, String owner, List<NamePart> parts) {

    private static final Pattern SEPARATORS = Pattern.compile("[-_:@+ ]+");
    private static final Pattern SIZE = Pattern.compile(
            "(?<kind>[ae]?)(?<count>\\d{1,6}(?:\\.\\d{1,3})?)(?:x(?<each>\\d{1,4}(?:\\.\\d{1,3})?))?(?<unit>[bmt])");
    private static final Pattern EXPERTS = Pattern.compile("(\\d{1,4})e");
    private static final Pattern CONTEXT = Pattern.compile("\\d+(\\.\\d+)?k");
    private static final Pattern DATE = Pattern.compile("0\\d+|\\d{3,}");
    private static final Pattern NUMBER =
            Pattern.compile("(?<word>[a-z.]*?)(?<number>\\d{1,2}(?:\\.\\d{1,3})*)(?<rest>[a-z]*)");

    public ModelName {
        parts = List.copyOf(parts);
    }

    public static ModelName of(String id) {
        String lower = id.toLowerCase(ROOT);
        int slash = lower.lastIndexOf('/');
        return new ModelName(id, slash < 0 ? "" : lower.substring(0, slash), partsOf(lower.substring(slash + 1)));
    }

    /** The pieces of a name, or of the stem of a family's names. */
    static List<NamePart> partsOf(String name) {
        var parts = new ArrayList<NamePart>();
        for (String piece : SEPARATORS.split(name, -1)) {
            if (!piece.isEmpty()) {
                add(piece, parts);
            }
        }
        return parts;
    }

    /** Whether these words stand side by side somewhere in the name. */
    boolean holds(List<String> words) {
        for (int start = 0; start + words.size() <= parts.size(); start++) {
            if (wordsAt(start, words)) {
                return true;
            }
        }
        return false;
    }

    boolean wordsAt(int start, List<String> words) {
        if (start + words.size() > parts.size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (!(parts.get(start + i) instanceof Word(String text) && text.equals(words.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** All words of the name, in order. */
    List<String> words() {
        return wordsOf(parts);
    }

    static List<String> wordsOf(List<NamePart> parts) {
        var words = new ArrayList<String>();
        for (NamePart part : parts) {
            if (part instanceof Word(String text)) {
                words.add(text);
            }
        }
        return words;
    }

    private static void add(String piece, List<NamePart> parts) {
        Matcher size = SIZE.matcher(piece);
        Matcher experts = EXPERTS.matcher(piece);
        Matcher number = NUMBER.matcher(piece);
        if (DATE.matcher(piece).matches() || continuesDate(piece, parts)) {
            parts.add(new Date(piece));
        } else if (size.matches()) {
            parts.add(new Size(millions(size)));
        } else if (experts.matches()) {
            parts.add(new Size(Long.parseLong(experts.group(1))));
        } else if (CONTEXT.matcher(piece).matches()) {
            parts.add(new Context());
        } else if (number.matches()) {
            addNumber(number, parts);
        } else {
            parts.add(new Word(piece));
        }
    }

    /** The month of 2025-12 and the day of 2025-12-01. */
    private static boolean continuesDate(String piece, List<NamePart> parts) {
        return !parts.isEmpty() && parts.getLast() instanceof Date && piece.matches("\\d{1,2}");
    }

    private static void addNumber(Matcher matcher, List<NamePart> parts) {
        String word = matcher.group("word").replace(".", ""); // flux.1
        if (!word.isEmpty()) {
            parts.add(new Word(word));
        }
        parts.add(new Numeral(Version.parse(matcher.group("number")), !word.isEmpty()));
        String rest = matcher.group("rest");
        if (!rest.isEmpty()) {
            parts.add(new Word(rest));
        }
    }

    private static long millions(Matcher size) {
        if (size.group("kind").equals("a")) {
            return 0;
        }
        double count = Double.parseDouble(size.group("count"));
        String each = size.group("each");
        double inUnit = each == null ? count : count * Double.parseDouble(each);
        return Math.round(
                switch (size.group("unit")) {
                    case "t" -> inUnit * 1_000_000;
                    case "b" -> inUnit * 1_000;
                    default -> inUnit;
                });
    }
}
