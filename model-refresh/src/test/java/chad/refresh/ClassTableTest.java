package chad.refresh;

import static chad.refresh.LabelledModels.SPRING_2026;
import static chad.refresh.LabelledModels.SUMMER_2025;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.refresh.names.BadTableException;
import chad.refresh.names.CatalogFilter;
import chad.refresh.names.ClassTable;
import chad.refresh.names.ModelName;
import chad.refresh.testing.FakeProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassTableTest {

    ClassTable builtIn;

    @BeforeEach
    void readTheBuiltInTable(@TempDir Path state) {
        try (var provider = new FakeProvider()) {
            builtIn = new RefreshBed(state, Clock.systemUTC(), provider)
                    .tables
                    .read()
                    .classes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SUMMER_2025, SPRING_2026})
    void theTableAgreesWithTheLabelsOfARecordedList(String list) {
        Map<String, String> labels = LabelledModels.classes();
        var expected = new TreeMap<String, String>();
        for (String id : LabelledModels.ids(list)) {
            String label = labels.getOrDefault(id, "unlabelled");
            if (!Set.of("chat", "code", "vision").contains(label)) {
                expected.put(id, label);
            }
        }

        CatalogFilter.Parted parted = new CatalogFilter(builtIn).part(LabelledModels.ids(list));

        assertThat(parted.excluded()).isEqualTo(expected);
        assertThat(parted.chat()).hasSize(LabelledModels.ids(list).size() - expected.size());
    }

    @ParameterizedTest
    @CsvSource({
        "nvidia/llama-3.2-nv-rerankqa-1b-v2, rerank",
        "nvidia/nemotron-ocr-v1, ocr",
        "nvidia/nemoretriever-page-elements-v2, detect",
        "hive/ai-generated-image-detection, detect",
        "openai/whisper-large-v3, speech",
        "nvidia/magpie-tts-multilingual, speech",
        "black-forest-labs/flux.1-dev, image",
        "stabilityai/stable-diffusion-3.5-large, image",
        "openai/gpt-oss-safeguard-20b, guard",
        "arc/evo2-40b, science",
        "acme/new-language-model-12b-base, completion",
        "z-ai/glm-5.2, chat",
        "acme/democracy-7b-instruct, chat",
    })
    void idsOfNoRecordedListFindTheirClass(String id, String expected) {
        assertThat(builtIn.classOf(ModelName.of(id)).name()).isEqualTo(expected);
    }

    @Test
    void anOperatorsTableTakesThePlaceOfTheBuiltInOne() throws BadTableException {
        ClassTable own = ClassTable.parse("classes: [{class: toy, why: Too small., words: [mini]}]", builtIn);

        assertThat(own.classOf(ModelName.of("microsoft/phi-4-mini-instruct")).name())
                .isEqualTo("toy");
        assertThat(own.classOf(ModelName.of("baai/bge-m3")).name()).isEqualTo("chat");
    }

    @Test
    void anExtendingTableIsAskedFirstAndCanBringAnIdBack() throws BadTableException {
        ClassTable own = ClassTable.parse("""
                extends: built-in
                classes:
                  - {class: chat, why: We use it., ids: [Google/ShieldGemma-9b]}
                """, builtIn);

        assertThat(own.classOf(ModelName.of("google/shieldgemma-9b")).isKept()).isTrue();
        assertThat(own.classOf(ModelName.of("baai/bge-m3")).name()).isEqualTo("embed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "classes: [{class: a, words: [b]}]            | classes[0] needs a text \"why\"",
                "classes: [{class: a, why: b, word: [c]}]     | classes[0] has an unknown key \"word\"; known are class, why, words, parts, ids",
                "classes: [{class: a, why: b}]                | classes[0] has none of words, parts and ids, so it matches nothing",
                "classes: [{class: a, why: b, words: [12]}]   | classes[0] has \"12\" in \"words\", which contains no word; put whole ids into \"ids\"",
                "classes: [{class: a, why: b, words: c}]      | classes[0] needs a list for \"words\": [one, two]",
                "classes: []                                  | the file needs a list \"classes\" with at least one entry",
                "classes: [chat]                              | classes[0] must be a mapping (key: value)",
                "just text                                    | the file must be a mapping (key: value)",
                "{extends: yours, classes: [{class: a}]}      | classes[0] needs a text \"why\"",
            })
    void aTableThatCannotBeUsedSaysWhereAndWhy(String yaml, String message) {
        assertThatThrownBy(() -> ClassTable.parse(yaml, new ClassTable(List.of())))
                .hasMessage(message);
    }

    @Test
    void brokenYamlIsToldByItsLine() {
        assertThatThrownBy(() -> ClassTable.parse("classes:\n  - {class: a\n", builtIn))
                .isInstanceOf(BadTableException.class)
                .hasMessageStartingWith("line 3: ");
    }
}
