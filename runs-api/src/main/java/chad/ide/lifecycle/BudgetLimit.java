package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What may be used: money, tokens, or both, of which the one that is reached first counts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "BudgetLimit", examples = "{\"usd\":1.5}")
@RegisterForReflection
public record BudgetLimit(
        @Schema(
                description = "In US dollars, by the prices that hold when a model is asked. What has no price does not"
                        + " count towards it.",
                exclusiveMinimum = true,
                minimum = "0",
                maximum = "1000000",
                examples = "1.5")
        @Nullable Double usd,

        @Schema(
                description = "In tokens, of input and output together.",
                minimum = "1",
                maximum = "1000000000000",
                examples = "200000")
        @Nullable Long tokens) {

    private static final double MOST_USD = 1_000_000;
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private static final Pattern PART =
            Pattern.compile("\\$?\\s*(\\d{1,7}(?:\\.\\d{1,9})?)\\s*(usd|dollars?)?|(\\d{1,13})\\s*tokens");

    public BudgetLimit {
        if (usd == null && tokens == null) {
            throw ProblemType.invalid("budget", "", "an amount in `usd`, a number of `tokens`, or both");
        }
        if (usd != null && !(usd > 0 && usd <= MOST_USD)) {
            throw ProblemType.invalid("budget.usd", usd.toString(), "an amount above 0 and up to 1000000");
        }
        if (tokens != null && (tokens < 1 || tokens > MOST_TOKENS)) {
            throw ProblemType.invalid("budget.tokens", tokens.toString(), "a whole number from 1 to 1000000000000");
        }
    }

    /**
     * As a workflow's opening comment has it: {@code $2}, {@code 0.50 USD}, {@code 200000 tokens}, or an amount and tokens
     * with a comma between them.
     *
     * @param where it stands, for the refusal
     * @throws ProblemException 400 when it is none of these
     */
    public static BudgetLimit parse(String where, String text) {
        Double usd = null;
        Long tokens = null;
        for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            Matcher said = PART.matcher(part.strip());
            boolean isKnown = said.matches();
            boolean isTokens = isKnown && said.group(3) != null;
            if (!isKnown || (isTokens && tokens != null) || (!isTokens && usd != null)) {
                throw ProblemType.invalid(
                        where, text, "an amount such as `$2`, or `200000 tokens`, or both with a comma between them");
            }
            if (!isTokens) {
                usd = Double.valueOf(said.group(1));
            } else {
                tokens = Long.valueOf(said.group(3));
            }
        }
        return new BudgetLimit(usd, tokens);
    }

    /** In billionths of a dollar, as spend is counted; null without a limit on money. */
    @JsonIgnore
    public @Nullable Long nanoUsd() {
        return usd == null ? null : BigDecimal.valueOf(usd).movePointRight(9).longValue();
    }

    /** Cents, and of less than ten cents as much as tells it apart. */
    public static String money(double usd) {
        return usd >= 0.1 || usd == 0
                ? String.format(Locale.ROOT, "$%,.2f", usd)
                : "$"
                        + BigDecimal.valueOf(usd)
                                .setScale(4, RoundingMode.HALF_UP)
                                .toPlainString();
    }
}
