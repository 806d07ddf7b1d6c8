package chad.refresh;

import static java.util.Arrays.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.refresh.names.BadTableException;
import chad.refresh.names.CatalogFilter;
import chad.refresh.names.FeaturedOrder;
import chad.refresh.names.ModelName;
import chad.refresh.testing.FakeProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturedOrderTest {

    ModelTables.Tables builtIn;

    @BeforeEach
    void readTheBuiltInTables(@TempDir Path state) {
        try (var provider = new FakeProvider()) {
            builtIn = new RefreshBed(state, Clock.systemUTC(), provider).tables.read();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // versions, however they are spelled
        "z-ai/glm-5.2, z-ai/glm-5.1",
        "z-ai/glm-5.1, z-ai/glm5",
        "z-ai/glm5, z-ai/glm4.7",
        "z-ai/glm-5.10, z-ai/glm-5.9",
        "z-ai/glm-10, z-ai/glm-9.9",
        "deepseek-ai/deepseek-v4-pro, deepseek-ai/deepseek-v3.2",
        "deepseek-ai/deepseek-v4-flash-0731, deepseek-ai/deepseek-v3.2",
        "deepseek-ai/deepseek-v3.1, deepseek-ai/deepseek-r1-0528",
        "moonshotai/kimi-k2.6, moonshotai/kimi-k2-instruct-0905",
        "moonshotai/kimi-k3, moonshotai/kimi-k2.6",
        "nvidia/nemotron-ultra-4-700b, nvidia/nemotron-3-ultra-550b-a55b",
        "qwen/qwen3.5-122b-a10b, qwen/qwen3-next-80b-a3b-instruct",
        "minimaxai/minimax-m2.5, minimaxai/minimax-m2",
        // neither sizes nor dates nor contexts nor revisions are versions
        "z-ai/glm-5.1, z-ai/glm-355b",
        "z-ai/glm-5.1, z-ai/glm-4-1m",
        "z-ai/glm-5.1, z-ai/glm-4.7-2512",
        "mistralai/mistral-large-2-instruct, mistralai/mistral-large-2411",
        "meta/llama-4-scout-17b-16e-instruct, meta/llama-3.1-405b-instruct",
        "meta/llama-3.3-70b-instruct, meta/llama3-70b-instruct",
        "openai/gpt-oss-120b, openai/gpt-oss-20b",
        "z-ai/glm-5.1, z-ai/glm-5-fp8",
        "z-ai/glm-5.1, z-ai/glm-5-v9",
        // variants of one version
        "deepseek-ai/deepseek-v4-pro, deepseek-ai/deepseek-v4-flash-0731",
        "deepseek-ai/deepseek-v3.1-terminus, deepseek-ai/deepseek-v3.1",
        "moonshotai/kimi-k2-instruct, moonshotai/kimi-k2-thinking",
        "minimaxai/minimax-m2.5, minimaxai/minimax-m2.5-lightning",
        "nvidia/nemotron-3-ultra-550b-a55b, nvidia/nemotron-3-super-120b-a12b",
        "z-ai/glm-5.2, z-ai/glm-5.2-medical",
        // then revision, date, size
        "nvidia/llama-3.3-nemotron-super-49b-v1.5, nvidia/llama-3.3-nemotron-super-49b-v1",
        "moonshotai/kimi-k2-instruct-0905, moonshotai/kimi-k2-instruct",
        "moonshotai/kimi-k2-instruct-1105, moonshotai/kimi-k2-instruct-0905",
        "mistralai/mistral-large-3-675b-instruct-2512, mistralai/mistral-medium-3-instruct",
        "qwen/qwen3.5-397b-a17b, qwen/qwen3.5-122b-a10b",
        "meta/llama-4-maverick-17b-128e-instruct, meta/llama-4-scout-17b-16e-instruct",
    })
    void theFirstIsFeaturedInPlaceOfTheSecond(String better, String worse) {
        assertThat(featured(worse, better)).containsExactly(better);
        assertThat(featured(better, worse)).containsExactly(better);
    }

    @ParameterizedTest
    @CsvSource({
        "nvidia/nemotron-3-nano-30b-a3b",
        "nvidia/nemotron-nano-3-30b-a3b",
        "nvidia/nvidia-nemotron-nano-9b-v2",
        "nvidia/nemotron-4-340b-instruct",
        "mistralai/mistral-nemotron",
        "deepseek-ai/deepseek-r1-distill-llama-8b",
        "qwen/qwen2.5-coder-32b-instruct",
        "z-ai/glm-4.6v",
        "thudm/chatglm3-6b",
        "gotocompany/gemma-2-9b-cpt-sahabatai-instruct",
        "institute-of-science-tokyo/llama-3.1-swallow-70b-instruct-v0.1",
    })
    void whatIsNoFlagshipIsNeverFeatured(String id) {
        assertThat(featured(id)).isEmpty();
    }

    @Test
    void theSummerOf2025IsFeaturedFamilyByFamily() {
        assertThat(featuredOf(LabelledModels.SUMMER_2025))
                .containsExactly(
                        "nvidia/llama-3.1-nemotron-ultra-253b-v1",
                        "deepseek-ai/deepseek-r1-0528",
                        "qwen/qwen3-235b-a22b",
                        "mistralai/mistral-medium-3-instruct",
                        "meta/llama-4-maverick-17b-128e-instruct",
                        "google/gemma-3-27b-it",
                        "ai21labs/jamba-1.5-large-instruct",
                        "ibm/granite-3.3-8b-instruct");
    }

    @Test
    void theSpringOf2026IsFeaturedFamilyByFamily() {
        assertThat(featuredOf(LabelledModels.SPRING_2026))
                .containsExactly(
                        "nvidia/nemotron-3-super-120b-a12b",
                        "deepseek-ai/deepseek-v3.2",
                        "z-ai/glm4.7",
                        "moonshotai/kimi-k2.5",
                        "qwen/qwen3.5-397b-a17b",
                        "minimaxai/minimax-m2.5",
                        "openai/gpt-oss-120b",
                        "mistralai/mistral-medium-3-instruct",
                        "meta/llama-4-maverick-17b-128e-instruct",
                        "stepfun-ai/step-3.5-flash",
                        "bytedance/seed-oss-36b-instruct",
                        "google/gemma-3-27b-it");
    }

    @Test
    void anExtendingTablePutsItsFamiliesFirstAndReplacesThoseOfItsName() throws BadTableException {
        FeaturedOrder own = FeaturedOrder.parse("""
                extends: built-in
                families:
                  - {name: palmyra, stems: [palmyra]}
                  - {name: glm, stems: [glm], owners: [acme]}
                """, builtIn.families());

        assertThat(heads(own, "z-ai/glm-5.2", "acme/glm-4", "writer/palmyra-x5", "moonshotai/kimi-k3"))
                .containsExactly("writer/palmyra-x5", "acme/glm-4", "moonshotai/kimi-k3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "families: [{name: kimi, stems: [kimi-k2]}]  | families[0] has the stem \"kimi-k2\"; leave digits out of it (kimi-k for kimi-k2)",
                "families: [{name: kimi}]                    | families[0] needs \"stems\": how ids of the family begin",
                "families: [{name: a, stems: [a], anywhere: 3}] | families[0] needs true or false for \"anywhere\"",
                "families: [{name: a, stems: [a]}, {name: a, stems: [b]}] | families[1] has the name \"a\" of an earlier family",
            })
    void aTableThatCannotBeUsedSaysWhereAndWhy(String yaml, String message) {
        assertThatThrownBy(() -> FeaturedOrder.parse(yaml, builtIn.families())).hasMessage(message);
    }

    private List<String> featured(String... ids) {
        return heads(builtIn.families(), ids);
    }

    private List<String> featuredOf(String list) {
        var chat = new CatalogFilter(builtIn.classes())
                .part(LabelledModels.ids(list))
                .chatIds();
        return featured(chat.toArray(String[]::new));
    }

    private static List<String> heads(FeaturedOrder order, String... ids) {
        return order.candidates(stream(ids).map(ModelName::of).toList()).stream()
                .map(List::getFirst)
                .toList();
    }
}
