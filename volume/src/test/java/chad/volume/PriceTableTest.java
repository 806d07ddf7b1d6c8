package chad.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceTableTest {

    private static final Instant NOW = Instant.parse("2026-11-28T04:00:00Z");

    private static String input(PriceTable table, @Nullable String address, String model, @Nullable String asked) {
        return table.find(address, model, asked, NOW)
                .map(price -> price.provider() + " "
                        + price.input().stripTrailingZeros().toPlainString())
                .orElse("unknown");
    }

    @Test
    void aPriceIsFoundByTheAddressThenTheIdThenAnAlias() {
        PriceTable table = PriceTable.builtIn();

        assertThat(input(table, "integrate.api.nvidia.com", "deepseek-ai/deepseek-v4-pro", null))
                .isEqualTo("nvidia 0.435");
        assertThat(input(table, "api.openai.com:443", "gpt-5-mini", null)).isEqualTo("openai 0.25");
        assertThat(input(table, "proxy.example.com", "gpt-5-mini", null)).isEqualTo("openai 0.25");
        assertThat(input(table, "api.openai.com", "gpt-5-mini-2026-01-31", "gpt-5-mini"))
                .isEqualTo("openai 0.25");
        assertThat(input(table, "api.anthropic.com", "opus", null)).isEqualTo("anthropic 5");
        assertThat(input(table, "api.openai.com", "claude-haiku-4-5", null)).isEqualTo("unknown");
        assertThat(input(table, null, "nobody/knows", null)).isEqualTo("unknown");
        assertThat(table.asOf()).isEqualTo("2026-07-02");
    }

    @Test
    void eachPartOfWhatWasUsedHasItsOwnPrice() {
        Price opus = PriceTable.builtIn()
                .find("api.anthropic.com", "claude-opus-4-5", null, NOW)
                .orElseThrow();

        assertThat(opus.nanoUsd(new Price.Used(1_000_000, 1_000, 0, 600_000, 100_000)))
                .isEqualTo(300_000 * 5_000L + 600_000 * 500L + 100_000 * 6_250L + 1_000 * 25_000L);
    }

    @Test
    void anOperatorsPricesGoBeforeFromTheirDayOn(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("prices.yaml");
        PricesFile prices = new PricesFile(file);
        assertThat(prices.table()).isSameAs(PriceTable.builtIn());

        Files.writeString(file, """
                prices:
                  - provider: openai
                    model: gpt-5-mini
                    since: 2026-11-28
                    inputUsdPerMTok: 0.5
                    outputUsdPerMTok: 3
                  - {provider: house, model: big, inputUsdPerMTok: 0, outputUsdPerMTok: 0}
                addresses:
                  models.example.com: house
                aliases:
                  largest: big
                """);

        assertThat(input(prices.table(), "api.openai.com", "gpt-5-mini", null)).isEqualTo("openai 0.5");
        assertThat(prices.table()
                        .find("api.openai.com", "gpt-5-mini", null, Instant.parse("2026-11-27T23:59:59Z"))
                        .orElseThrow()
                        .source())
                .isEqualTo("built in, 2026-07-02");
        assertThat(input(prices.table(), "models.example.com:8000", "largest", null))
                .isEqualTo("house 0");
    }

    @Test
    void aMistakeInTheFileIsToldAndTheLastGoodOneCounts(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("prices.yaml"),
                "prices: [{provider: house, model: big, inputUsdPerMTok: 7, outputUsdPerMTok: 7}]\n");
        PricesFile prices = new PricesFile(file);
        assertThat(prices.problem()).isEmpty();
        assertThat(input(prices.table(), null, "big", null)).isEqualTo("house 7");

        Files.writeString(file, "prices: [{provider: house, model: big, inputUsdPerMTok: -1, outputUsdPerMTok: 7}]\n");
        assertThat(prices.problem()).hasValueSatisfying(why -> assertThat(why).contains("`big` needs"));
        assertThat(input(prices.table(), null, "big", null)).isEqualTo("house 7");

        Files.writeString(file, "prizes: []\n");
        assertThat(prices.problem()).hasValueSatisfying(why -> assertThat(why).contains("`prizes` is not one of"));
        Files.writeString(file, "prices: [\n");
        assertThat(prices.problem()).hasValueSatisfying(why -> assertThat(why).contains("not valid YAML"));
        Files.delete(file);
        assertThat(prices.problem()).isEmpty();
        assertThat(prices.table()).isSameAs(PriceTable.builtIn());
    }
}
