package chad.ide.workflows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a workflow says of itself in the engine's own form: lines such as {@code // smithers-display-name: Nightly digest},
 * or a block comment that begins with {@code smithers} and holds {@code key: value}, {@code key: [a, b]} or a list of
 * {@code - item}. The block counts more than the lines, as in the engine.
 */
record WorkflowHeader(Map<String, List<String>> values) {

    private static final int MAX_HEAD_CHARS = 16_384;
    private static final int MAX_ITEMS = 50;
    private static final int MAX_ITEM_CHARS = 400;

    static final Pattern LINE = Pattern.compile("(?m)^//\\s*smithers-([a-z-]+):[ \\t]*(.*)$");
    private static final Pattern BLOCK = Pattern.compile("/\\*\\s*smithers\\b[^\\n]*\\n(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern CODE_BEFORE =
            Pattern.compile("(?:\\s|//[^\\n]*(?:\\n|$)|/\\*(?:[^*]|\\*(?!/))*+\\*/)*+");
    private static final Pattern PAIR = Pattern.compile("^\\s*([A-Za-z0-9_-]+):\\s*(.*)$");
    private static final Pattern ITEM = Pattern.compile("^\\s*-\\s+(.*)$");

    WorkflowHeader {
        values = Map.copyOf(values);
    }

    static WorkflowHeader of(String source) {
        String head = source.substring(0, Math.min(source.length(), MAX_HEAD_CHARS));
        Map<String, List<String>> values = new HashMap<>();
        Matcher line = LINE.matcher(head);
        while (line.find()) {
            values.putIfAbsent(line.group(1), List.of(line.group(2).strip()));
        }
        Matcher block = BLOCK.matcher(head);
        if (block.find()
                && CODE_BEFORE.matcher(head.substring(0, block.start())).matches()) {
            values.putAll(pairs(block.group(1)));
        }
        return new WorkflowHeader(values);
    }

    private static Map<String, List<String>> pairs(String block) {
        Map<String, List<String>> pairs = new HashMap<>();
        String listKey = "";
        for (String line : block.lines().toList()) {
            Matcher item = ITEM.matcher(line);
            Matcher pair = PAIR.matcher(line);
            if (item.matches() && !listKey.isEmpty()) {
                pairs.computeIfAbsent(listKey, none -> new ArrayList<>()).add(unquoted(item.group(1)));
            } else if (pair.matches()) {
                String value = pair.group(2).strip();
                listKey = value.isEmpty() ? pair.group(1) : "";
                if (!value.isEmpty()) {
                    pairs.put(pair.group(1), value(value));
                }
            }
        }
        return pairs;
    }

    private static List<String> value(String text) {
        boolean isList = text.startsWith("[") && text.endsWith("]");
        return isList
                ? Stream.of(text.substring(1, text.length() - 1).split(",", -1))
                        .map(WorkflowHeader::unquoted)
                        .filter(item -> !item.isEmpty())
                        .toList()
                : List.of(unquoted(text));
    }

    private static String unquoted(String text) {
        String plain = text.strip();
        boolean isQuoted = plain.length() >= 2
                && ((plain.startsWith("\"") && plain.endsWith("\"")) || (plain.startsWith("'") && plain.endsWith("'")));
        return isQuoted ? plain.substring(1, plain.length() - 1) : plain;
    }

    /** One line of text; empty where nothing is said. */
    Optional<String> text(String key) {
        String text = String.join(", ", values.getOrDefault(key, List.of()))
                .replaceAll("\\p{Cntrl}+", " ")
                .replaceAll("\\s+", " ")
                .strip();
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(text.substring(0, Math.min(text.length(), MAX_ITEM_CHARS)));
    }

    /** A list in the block, or a text with commas. */
    List<String> list(String key) {
        return values.getOrDefault(key, List.of()).stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(String::strip)
                .filter(item -> !item.isEmpty() && item.length() <= MAX_ITEM_CHARS)
                .distinct()
                .limit(MAX_ITEMS)
                .toList();
    }

    Optional<String> displayName() {
        return text("display-name").or(() -> text("name"));
    }
}
