package chad.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import chad.volume.Catalog;
import chad.volume.CatalogChanges;
import chad.volume.CatalogFile;
import chad.volume.Liveness;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterResolverTest {

    static final Instant MORNING = Instant.parse("2026-06-13T02:45:00Z");

    Path state;
    CatalogFile catalogs;

    @BeforeEach
    void emptyState(@TempDir Path folder) {
        state = folder;
        catalogs = new CatalogFile(folder.resolve("models.json"));
    }

    @Test
    void theOperatorsListIsTheRoster() throws IOException {
        featured("z-ai/glm-5.1");
        population("moonshotai/kimi-k3");

        Roster roster = resolver("roster.models= a/one ,b/two,, a/one,").resolve(Optional.empty());

        assertThat(roster.models()).containsExactly("a/one", "b/two");
        assertThat(roster.stage()).isEqualTo(Stage.ENV);
        assertThat(roster.parts())
                .extracting(part -> part.stage().word(), part -> part.outcome().word())
                .containsExactly(
                        tuple("env", "won"),
                        tuple("champions", "not-needed"),
                        tuple("featured", "not-needed"),
                        tuple("fallback", "not-needed"));
        assertThat(roster.parts().get(2).detail())
                .isEqualTo("featured of 2026-06-13T02:45:00Z; an earlier stage decided");
    }

    @Test
    void championsComeFirstAndFeaturedFillUpWithoutDuplicates() throws IOException {
        featured("z-ai/glm-5.1", "moonshotai/kimi-k3", "openai/gpt-oss-120b");
        population("moonshotai/kimi-k3", "local/mine");

        Roster roster = resolver().resolve(Optional.empty());

        assertThat(roster.models())
                .containsExactly("moonshotai/kimi-k3", "local/mine", "z-ai/glm-5.1", "openai/gpt-oss-120b");
        assertThat(roster.stage()).isEqualTo(Stage.CHAMPIONS);
        assertThat(roster.parts())
                .extracting(part -> part.outcome().word())
                .containsExactly("empty", "won", "filled", "not-needed");
    }

    @Test
    void championsThatAreKnownToBeGoneAreLeftOut() throws IOException {
        catalogs.write(new Catalog(
                MORNING,
                "",
                List.of("z-ai/glm-5.1"),
                List.of("z-ai/glm-5.1", "a/dead", "a/quiet"),
                new CatalogChanges(List.of(), List.of("a/removed"), MORNING),
                Map.of(),
                Map.of(),
                Map.of(
                        "a/dead",
                        new Liveness(Liveness.Status.DEAD, 0, 3, 410),
                        "a/quiet",
                        new Liveness(Liveness.Status.UNKNOWN, 0, 3, null))));
        population("a/dead", "a/quiet", "a/removed", "local/unlisted");

        Roster roster = resolver().resolve(Optional.empty());

        assertThat(roster.models()).containsExactly("a/quiet", "local/unlisted", "z-ai/glm-5.1");
        assertThat(roster.parts().get(1).detail()).endsWith("no longer serves: a/dead, a/removed");
    }

    @Test
    void featuredAreTheRosterWhereThereAreNoChampions() throws IOException {
        featured("z-ai/glm-5.1", "moonshotai/kimi-k3");

        Roster roster = resolver().resolve(Optional.empty());

        assertThat(roster.models()).containsExactly("z-ai/glm-5.1", "moonshotai/kimi-k3");
        assertThat(roster.stage()).isEqualTo(Stage.FEATURED);
        assertThat(roster.parts().get(1).detail()).isEqualTo("there is no population.json: no experiment has run");
    }

    @Test
    void withNothingElseTheBuiltInListServes() {
        Roster roster = resolver().resolve(Optional.empty());

        assertThat(roster.models()).hasSize(6).first().isEqualTo("nvidia/nemotron-3-ultra-550b-a55b");
        assertThat(roster.stage()).isEqualTo(Stage.FALLBACK);
        assertThat(roster.parts())
                .extracting(Stage.Part::detail)
                .containsExactly(
                        "CHAD_FUSION_MODELS is not set",
                        "there is no population.json: no experiment has run",
                        "models.json does not exist; is model-refresh running?",
                        "the built-in list");
    }

    @Test
    void theLimitCutsTheListAndSaysSo() throws IOException {
        featured("a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "a/7", "a/8");

        Roster roster = resolver().resolve(Optional.empty());

        assertThat(roster.models()).containsExactly("a/1", "a/2", "a/3", "a/4", "a/5", "a/6");
        assertThat(roster.parts().get(2).detail()).endsWith("; 6 of 8 used (the limit is 6)");
    }

    @Test
    void fewerCanBeAskedForAndMoreThanTheLimitCannot() throws IOException {
        featured("a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "a/7", "a/8");

        assertThat(resolver().resolve(Optional.of(2)).models()).containsExactly("a/1", "a/2");
        assertThat(resolver().resolve(Optional.of(20)).models()).hasSize(6);
        assertThat(resolver("roster.max=7").resolve(Optional.of(20)).models()).hasSize(7);
        assertThat(resolver("roster.models=a/1,a/2,a/3").resolve(Optional.of(1)).models())
                .containsExactly("a/1");
    }

    @Test
    void aNewCatalogIsFollowedAtOnce() throws IOException {
        RosterResolver resolver = resolver();
        featured("z-ai/glm-5.1");
        assertThat(resolver.resolve(Optional.empty()).models()).containsExactly("z-ai/glm-5.1");

        featured("z-ai/glm-5.2");

        assertThat(resolver.resolve(Optional.empty()).models()).containsExactly("z-ai/glm-5.2");
    }

    @Test
    void theLastGoodCatalogServesWhileTheFileIsHalfWrittenOrGone() throws IOException {
        RosterResolver resolver = resolver();
        featured("z-ai/glm-5.1");
        resolver.resolve(Optional.empty());

        byte[] whole = Files.readAllBytes(catalogs.path());
        Files.write(catalogs.path(), Arrays.copyOf(whole, whole.length / 2));
        Roster halfWritten = resolver.resolve(Optional.empty());
        Files.delete(catalogs.path());
        Roster gone = resolver.resolve(Optional.empty());

        assertThat(halfWritten.models()).containsExactly("z-ai/glm-5.1");
        assertThat(halfWritten.parts().get(2).detail())
                .startsWith("models.json can't be used (not valid JSON")
                .contains(", the last good one is used: featured of 2026-06-13T02:45:00Z");
        assertThat(gone.models()).containsExactly("z-ai/glm-5.1");
    }

    @Test
    void theLastGoodChampionsServeWhileThePopulationIsHalfWritten() throws IOException {
        RosterResolver resolver = resolver();
        population("a/champion");
        resolver.resolve(Optional.empty());

        Files.writeString(state.resolve("population.json"), "{\"champions\": [");

        Roster roster = resolver.resolve(Optional.empty());
        assertThat(roster.models()).containsExactly("a/champion");
        assertThat(roster.parts().get(1).detail()).startsWith("population.json can't be used");
    }

    @Test
    void aPopulationThatIsTakenAwayHasNoChampions() throws IOException {
        RosterResolver resolver = resolver();
        population("a/champion");
        featured("z-ai/glm-5.1");
        resolver.resolve(Optional.empty());

        Files.delete(state.resolve("population.json"));

        assertThat(resolver.resolve(Optional.empty()).models()).containsExactly("z-ai/glm-5.1");
    }

    @Test
    void anOldCatalogServesAndIsCalledOld() throws IOException {
        featured("z-ai/glm-5.1");
        var late = Clock.fixed(MORNING.plusSeconds(40 * 3600), ZoneOffset.UTC);

        assertThat(resolver(late).resolve(Optional.empty()).parts().get(2).detail())
                .endsWith(", which is 40 hours old");
    }

    @Test
    void aLimitThatMakesNoSenseStopsTheStart() {
        assertThatThrownBy(() -> resolver("roster.max=0"))
                .hasMessageContaining("CHAD_FUSION_MAX=0 is not a number from 1 to 64");
    }

    private void featured(String... ids) throws IOException {
        catalogs.write(new Catalog(
                MORNING, "", List.of(ids), List.of(ids), CatalogChanges.NONE, Map.of(), Map.of(), Map.of()));
    }

    private void population(String... models) throws IOException {
        String champions = String.join(
                ",",
                Arrays.stream(models)
                        .map(model -> "{\"kind\": \"model\", \"model\": \"" + model + "\"}")
                        .toList());
        Files.writeString(state.resolve("population.json"), "{\"champions\": [" + champions + "]}");
    }

    private RosterResolver resolver(String... settings) {
        return resolver(Clock.fixed(MORNING.plusSeconds(60), ZoneOffset.UTC), settings);
    }

    private RosterResolver resolver(Clock clock, String... settings) {
        var properties = new HashMap<String, String>();
        properties.put("roster.state-dir", state.toString());
        for (String setting : settings) {
            String[] pair = setting.split("=", 2);
            properties.put(pair[0], pair[1]);
        }
        RosterConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RosterConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 1000))
                .build()
                .getConfigMapping(RosterConfig.class);
        return new RosterResolver(config, clock);
    }
}
