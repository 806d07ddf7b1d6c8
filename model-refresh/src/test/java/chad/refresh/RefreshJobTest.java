package chad.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import chad.refresh.testing.FakeProvider;
import chad.refresh.testing.MovedClock;
import chad.refresh.testing.RecordedLog;
import chad.volume.Catalog;
import chad.volume.Price;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshJobTest {

    static final Duration DAY = Duration.ofDays(1);

    Path state;
    final FakeProvider provider = new FakeProvider();
    final MovedClock clock = new MovedClock(Instant.parse("2026-06-13T02:45:00Z"), ZoneId.of("Europe/Berlin"));
    RefreshBed service;

    @BeforeEach
    void start(@TempDir Path folder) {
        state = folder;
        service = new RefreshBed(state, clock, provider);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void aFreshStartWritesTheCatalogAndCallsNothingNews() {
        provider.lists(LabelledModels.ids(LabelledModels.SPRING_2026));

        service.job.refresh(false);

        Catalog catalog = service.catalog();
        assertThat(catalog.generatedAt()).isEqualTo(clock.instant());
        assertThat(catalog.source()).isEqualTo(provider.baseUrl() + "/models");
        assertThat(catalog.total()).isEqualTo(105);
        assertThat(catalog.chat()).hasSize(95).isSorted();
        assertThat(catalog.excluded()).containsEntry("nvidia/gliner-pii", "pii").hasSize(10);
        assertThat(catalog.classes()).containsOnlyKeys("guard", "pii", "reward", "safety", "translate");
        assertThat(catalog.changes().added()).isEmpty();
        assertThat(catalog.changes().removed()).isEmpty();
        assertThat(catalog.liveness()).isEmpty();
    }

    @Test
    void aModelsPriceStandsBesideItWhereOneIsKnown() throws IOException {
        provider.lists("house/big", "nobody/knows");
        Files.writeString(state.resolve("prices.yaml"), """
                prices: [{provider: house, model: house/big, inputUsdPerMTok: 0.5, outputUsdPerMTok: 2}]
                """);

        service.job.refresh(false);

        assertThat(service.catalog().prices()).containsOnlyKeys("house/big");
        assertThat(service.catalog().prices().get("house/big"))
                .returns("house", Price::provider)
                .returns("0.5", price -> price.input().toString())
                .returns("prices.yaml", Price::source);
    }

    @Test
    void theNextDayTellsWhatCameAndWhatWent() {
        provider.lists("z-ai/glm-5.1", "moonshotai/kimi-k2.5", "baai/bge-m3");
        service.job.refresh(false);

        clock.advance(DAY);
        provider.lists("z-ai/glm-5.1", "moonshotai/kimi-k3", "baai/bge-m3");
        service.job.refresh(false);

        assertThat(service.catalog().changes().added()).containsExactly("moonshotai/kimi-k3");
        assertThat(service.catalog().changes().removed()).containsExactly("moonshotai/kimi-k2.5");
        assertThat(service.catalog().changes().comparedWith())
                .isEqualTo(clock.instant().minus(DAY));
    }

    @Test
    void aSecondRefreshOnTheSameDayKeepsTheMorningsNewsAndAddsToThem() {
        provider.lists("z-ai/glm-5.1", "moonshotai/kimi-k2.5");
        service.job.refresh(false);
        clock.advance(DAY);
        provider.lists("z-ai/glm-5.1", "moonshotai/kimi-k3");
        service.job.refresh(false);

        clock.advance(Duration.ofHours(9));
        provider.lists("z-ai/glm-5.1", "moonshotai/kimi-k3", "qwen/qwen4-600b");
        service.job.refresh(false);

        assertThat(service.catalog().changes().added()).containsExactly("moonshotai/kimi-k3", "qwen/qwen4-600b");
        assertThat(service.catalog().changes().removed()).containsExactly("moonshotai/kimi-k2.5");
    }

    @Test
    void aSecondRefreshOnTheVeryFirstDayHasStillNothingToCompareWith() {
        provider.lists("z-ai/glm-5.1");
        service.job.refresh(false);

        clock.advance(Duration.ofHours(1));
        provider.lists("z-ai/glm-5.1", "moonshotai/kimi-k3");
        service.job.refresh(false);

        assertThat(service.catalog().changes().added()).isEmpty();
        assertThat(service.catalog().changes().comparedWith()).isNull();
    }

    @Test
    void theDayIsThatOfTheZoneNotOfGreenwich() {
        clock.moveTo(Instant.parse("2026-06-12T21:30:00Z")); // 23:30 on the 12th
        provider.lists("z-ai/glm-5.1");
        service.job.refresh(false);

        clock.advance(Duration.ofHours(1)); // the 13th in Berlin, the 12th in Greenwich
        provider.lists("z-ai/glm-5.1", "moonshotai/kimi-k3");
        service.job.refresh(false);

        assertThat(service.catalog().changes().added()).containsExactly("moonshotai/kimi-k3");
    }

    @Test
    void aNewVersionTakesThePlaceOfTheOldOnTheDayItAppears() {
        provider.lists("z-ai/glm-5.1", "moonshotai/kimi-k2.5");
        service.job.refresh(false);
        assertThat(service.catalog().featured()).containsExactly("z-ai/glm-5.1", "moonshotai/kimi-k2.5");

        clock.advance(DAY);
        provider.lists("z-ai/glm-5.1", "z-ai/glm-5.2", "moonshotai/kimi-k2.5");
        service.job.refresh(false);

        assertThat(service.catalog().featured()).containsExactly("z-ai/glm-5.2", "moonshotai/kimi-k2.5");
        assertThat(service.catalog().chat()).contains("z-ai/glm-5.1");
    }

    @Test
    void duplicateAndOddIdsDoNoHarmAndAreCounted() {
        provider.usually(FakeProvider.body(200, "application/json", """
                {"object": "list", "data": [
                  {"id": "z-ai/glm-5.1"}, {"id": "z-ai/glm-5.1"}, {"id": " z-ai/glm-5.1 "},
                  {"id": ""}, {"id": null}, {"id": 7}, {}, "text", null, {"id": "a/b\\u0000c"}, {"id": "../../etc/passwd"},
                  {"id": "<script>alert(1)</script>"}, {"id": "%s"},
                  {"id": "no-owner-7b"}, {"id": "ACME/Loud-7B"}, {"id": "acme/x/y:latest"}]}
                """.formatted("x".repeat(300))));

        try (var log = new RecordedLog()) {
            service.job.refresh(false);

            assertThat(service.catalog().chat())
                    .containsExactly("ACME/Loud-7B", "acme/x/y:latest", "no-owner-7b", "z-ai/glm-5.1");
            assertThat(log.complaints())
                    .containsExactly("catalog: 10 entries of the provider's list have no valid id and were skipped");
        }
    }

    @Test
    void aListOfTenThousandIsACatalogOfTenThousand() {
        provider.lists(IntStream.range(0, 10_000)
                .mapToObj("acme/model-%05d-instruct"::formatted)
                .toList());

        service.job.refresh(false);

        assertThat(service.catalog().chat()).hasSize(10_000);
    }

    @Test
    void halfOfTheModelsGoneIsBelievedAndMoreIsNot() {
        List<String> ten =
                IntStream.range(0, 10).mapToObj("acme/model-%da"::formatted).toList();
        provider.lists(ten);
        service.job.refresh(false);

        provider.lists(ten.subList(0, 5));
        assertThat(service.job.refresh(false)).isInstanceOf(RefreshOutcome.Refreshed.class);

        provider.lists(ten.subList(0, 2));
        assertThat(service.job.refresh(false)).isInstanceOf(RefreshOutcome.Failed.class);
        assertThat(service.catalog().chat()).hasSize(5);
    }

    @Test
    void anEntirelyOtherListIsNotBelievedHoweverLong() {
        provider.lists("acme/a", "acme/b", "acme/c");
        service.job.refresh(false);

        provider.lists("other/d", "other/e", "other/f", "other/g");

        assertThat(service.job.refresh(false)).isInstanceOf(RefreshOutcome.Failed.class);
        assertThat(service.failures(FailureKind.SHRUNKEN)).isEqualTo(1);
    }

    @Test
    void anOperatorCanTakeAShrunkenListForTrue() {
        provider.lists("acme/a", "acme/b", "acme/c");
        service.job.refresh(false);

        provider.lists("acme/a");
        service.job.refresh(true);

        assertThat(service.catalog().chat()).containsExactly("acme/a");
    }

    @Test
    void aBrokenFileIsReplaced() throws IOException {
        Files.writeString(state.resolve("models.json"), "{\"generatedAt\": ");
        provider.lists("z-ai/glm-5.1");

        service.job.refresh(false);

        assertThat(service.catalog().chat()).containsExactly("z-ai/glm-5.1");
    }

    @Test
    void anOperatorsTablesCountFromTheNextRefresh() throws IOException {
        provider.lists("acme/alpha-1", "acme/beta-2", "z-ai/glm-5.1");
        Files.writeString(
                state.resolve("model-classes.yaml"), "classes: [{class: toy, why: Too small., words: [alpha]}]");
        Files.writeString(state.resolve("model-families.yaml"), "families: [{name: beta, stems: [beta]}]");

        service.job.refresh(false);

        assertThat(service.catalog().excluded()).containsExactly(Map.entry("acme/alpha-1", "toy"));
        assertThat(service.catalog().classes()).containsEntry("toy", "Too small.");
        assertThat(service.catalog().featured()).containsExactly("acme/beta-2");
    }

    @Test
    void aTableThatCannotBeUsedIsReportedAndTheBuiltInOneIsUsed() throws IOException {
        provider.lists("z-ai/glm-5.1", "baai/bge-m3");
        Files.writeString(state.resolve("model-families.yaml"), "families: glm");

        try (var log = new RecordedLog()) {
            service.job.refresh(false);

            assertThat(log.complaints())
                    .singleElement()
                    .asString()
                    .contains(
                            "model-families.yaml can't be used; the built-in table is used instead: the file needs a list \"families\"");
        }
        assertThat(service.catalog().featured()).containsExactly("z-ai/glm-5.1");
        assertThat(service.health.call().getData().orElseThrow()).containsKey("tables");
    }

    @Test
    void twoRefreshesNeverOverlap() throws Exception {
        var other = new RefreshBed(state, clock, provider); // another service on the same volume
        var outcomes = new ArrayList<RefreshOutcome>();
        provider.usually(exchange -> {
            outcomes.add(other.job.refresh(false));
            outcomes.add(service.job.refresh(false));
            FakeProvider.models(List.of("z-ai/glm-5.1")).to(exchange);
        });

        RefreshOutcome first = service.job.refresh(false);

        assertThat(first).isInstanceOf(RefreshOutcome.Refreshed.class);
        assertThat(outcomes).containsExactly(new RefreshOutcome.Busy(), new RefreshOutcome.Busy());
        assertThat(provider.listRequests()).isEqualTo(1);
    }

    @Test
    void theKeyGoesToTheProviderAndNowhereElse() throws IOException {
        var withKey = new RefreshBed(state, clock, provider, "provider.api-key=nvapi-secret");
        provider.usually(FakeProvider.status(401));

        try (var log = new RecordedLog()) {
            withKey.job.refresh(false);

            assertThat(provider.lastAuthorization()).isEqualTo("Bearer nvapi-secret");
            assertThat(log.complaints())
                    .singleElement()
                    .asString()
                    .doesNotContain("nvapi")
                    .contains("NVIDIA_API_KEY");
        }
        provider.lists("z-ai/glm-5.1");
        withKey.job.refresh(false);
        assertThat(Files.readString(state.resolve("models.json"))).doesNotContain("nvapi");
    }
}
