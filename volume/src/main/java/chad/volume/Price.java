package chad.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider takes for a model, in US dollars per million tokens.
 *
 * @param reasoning null: as any other output
 * @param cacheRead null: as any other input; so is {@code cacheWrite}
 * @param since the day (UTC) from which it holds; null: always
 * @param source where it was found, in words
 */
public record Price(
        String provider,
        String model,
        BigDecimal input,
        BigDecimal output,
        @Nullable BigDecimal reasoning,
        @Nullable BigDecimal cacheRead,
        @Nullable BigDecimal cacheWrite,
        @Nullable LocalDate since,
        String source) {

    /** Above that nobody sells a million tokens. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    private static final BigDecimal NANO_PER_TOKEN = BigDecimal.valueOf(1_000);

    /** Tokens that were used at once; parts are included in {@code input} and {@code output}. */
    public record Used(long input, long output, long reasoning, long cacheRead, long cacheWrite) {}

    /** In billionths of a dollar, in which a sum of many small amounts is exact. */
    public long nanoUsd(Used used) {
        long cached = Math.min(used.input(), used.cacheRead() + used.cacheWrite());
        long thought = Math.min(used.output(), used.reasoning());
        return times(input, used.input() - cached)
                .add(times(cacheRead == null ? input : cacheRead, Math.min(used.cacheRead(), cached)))
                .add(times(cacheWrite == null ? input : cacheWrite, cached - Math.min(used.cacheRead(), cached)))
                .add(times(output, used.output() - thought))
                .add(times(reasoning == null ? output : reasoning, thought))
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
    }

    private static BigDecimal times(BigDecimal perMillion, long tokens) {
        return perMillion.multiply(NANO_PER_TOKEN).multiply(BigDecimal.valueOf(tokens));
    }

    boolean holdsAt(Instant time) {
        return since == null || !LocalDate.ofInstant(time, ZoneOffset.UTC).isBefore(since);
    }

    /** Whether both take the same for the same. */
    boolean isAs(Price other) {
        return same(input, other.input)
                && same(output, other.output)
                && same(reasoning, other.reasoning)
                && same(cacheRead, other.cacheRead)
                && same(cacheWrite, other.cacheWrite);
    }

    private static boolean same(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.compareTo(other) == 0;
    }

    /** Empty when input and output have no price that is one. */
    static Optional<Price> of(String provider, String model, JsonNode said, @Nullable LocalDate since, String source) {
        BigDecimal input = amount(said, "inputUsdPerMTok");
        BigDecimal output = amount(said, "outputUsdPerMTok");
        return input == null || output == null
                ? Optional.empty()
                : Optional.of(new Price(
                        provider,
                        model,
                        input,
                        output,
                        amount(said, "reasoningUsdPerMTok"),
                        amount(said, "cacheReadUsdPerMTok"),
                        amount(said, "cacheWriteUsdPerMTok"),
                        since,
                        source));
    }

    private static @Nullable BigDecimal amount(JsonNode said, String member) {
        JsonNode value = said.path(member);
        if (!value.isNumber()) {
            return null;
        }
        BigDecimal amount = value.decimalValue();
        return amount.signum() >= 0 && amount.compareTo(MOST) <= 0 ? amount : null;
    }

    /** As models.json and the answers of the services have it. */
    public ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("provider", provider);
        tree.put("inputUsdPerMTok", input);
        tree.put("outputUsdPerMTok", output);
        put(tree, "reasoningUsdPerMTok", reasoning);
        put(tree, "cacheReadUsdPerMTok", cacheRead);
        put(tree, "cacheWriteUsdPerMTok", cacheWrite);
        tree.put("source", source);
        return tree;
    }

    private static void put(ObjectNode tree, String member, @Nullable BigDecimal amount) {
        if (amount != null) {
            tree.put(member, amount);
        }
    }
}
