package chad.cli;

import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Tokens and dollars with a sign of how far they can be believed. */
final class Money {

    private Money() {}

    /** {@code $1.42}, {@code ≥ $1.42}, {@code unknown}; empty where the service says nothing. */
    static String of(JsonNode usd, JsonNode accuracy) {
        String word = Format.text(accuracy);
        if (word.isEmpty()) {
            return "";
        }
        if (!usd.isNumber()) {
            return "unknown";
        }
        double amount = usd.asDouble();
        String form = amount == 0 || amount >= 1 ? "$%.2f" : "$%.4f";
        return sign(word) + String.format(Locale.ROOT, form, amount);
    }

    /** Of a run or a node: {@code 12.3k}, {@code ≥ 12.3k}, {@code unknown}, {@code stand-in}; empty for none. */
    static String tokens(JsonNode tokens) {
        if (!tokens.isObject()) {
            return "";
        }
        String word = Format.text(tokens.path("accuracy"));
        if (word.equals("unknown")) {
            return "unknown";
        }
        String figure = Format.count(tokens.path("total"));
        if (figure.isEmpty()) {
            return tokens.path("standIn").asBoolean() ? "stand-in" : "";
        }
        return sign(word) + figure;
    }

    private static String sign(String accuracy) {
        return switch (accuracy) {
            case "at-least" -> "≥ ";
            case "estimated" -> "≈ ";
            default -> "";
        };
    }
}
