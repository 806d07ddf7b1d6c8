package chad.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import chad.refresh.testing.FakeProvider;
import chad.refresh.testing.MovedClock;
import chad.refresh.testing.RecordedLog;
import chad.volume.Liveness.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listed is not callable: the provider lists ids that answer 404 or 410. */
class LivenessCheckTest {

    final MovedClock clock = new MovedClock(Instant.parse("2026-06-13T04:45:00Z"), ZoneOffset.UTC);
    final FakeProvider provider = new FakeProvider();
    RefreshBed service;
    Path state;

    @BeforeEach
    void startWithAKey(@TempDir Path folder) {
        state = folder;
        service = bed();
        provider.lists("z-ai/glm-5.1", "z-ai/glm-5.2", "moonshotai/kimi-k2.5", "openai/gpt-oss-120b");
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void aDeadModelLeavesFeaturedToTheNextOfItsFamilyAndStaysInChat(int status) {
        provider.chatStatus("z-ai/glm-5.2", status);

        service.job.refresh(false);

        assertThat(service.catalog().featured())
                .containsExactly("z-ai/glm-5.1", "moonshotai/kimi-k2.5", "openai/gpt-oss-120b");
        assertThat(service.catalog().chat()).contains("z-ai/glm-5.2");
        assertThat(service.catalog().liveness()).hasEntrySatisfying("z-ai/glm-5.2", answer -> {
            assertThat(answer.status()).isEqualTo(Status.DEAD);
            assertThat(answer.http()).isEqualTo(status);
            assertThat(answer.checkedAtMs()).isEqualTo(clock.millis());
        });
        assertThat(service.catalog().isDead("z-ai/glm-5.1")).isFalse();
    }

    @Test
    void aFamilyWhoseMembersAreAllDeadIsLeftOut() {
        provider.chatStatus("moonshotai/kimi-k2.5", 410);

        service.job.refresh(false);

        assertThat(service.catalog().featured()).containsExactly("z-ai/glm-5.2", "openai/gpt-oss-120b");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 429, 500, 503})
    void doubtKeepsAModelIn(int status) {
        provider.chatStatus("z-ai/glm-5.2", status);

        service.job.refresh(false);

        assertThat(service.catalog().featured()).startsWith("z-ai/glm-5.2");
        assertThat(service.catalog().liveness().get("z-ai/glm-5.2"))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(Status.UNKNOWN));
    }

    @Test
    void aSilentModelIsInDoubtNotDead() {
        service = bed("liveness.timeout=100ms");
        provider.chatStatus("z-ai/glm-5.2", 0);

        service.job.refresh(false);

        assertThat(service.catalog().featured()).startsWith("z-ai/glm-5.2");
        assertThat(service.catalog().liveness().get("z-ai/glm-5.2")).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(Status.UNKNOWN);
            assertThat(answer.http()).isNull();
        });
    }

    @Test
    void whoeverWasNotAskedInTimeStaysIn() {
        service = bed("liveness.total-timeout=100ms", "liveness.concurrency=1");
        provider.chatStatus("z-ai/glm-5.2", 0);

        service.job.refresh(false);

        assertThat(service.catalog().featured())
                .containsExactly("z-ai/glm-5.2", "moonshotai/kimi-k2.5", "openai/gpt-oss-120b");
        assertThat(service.catalog().liveness()).containsOnlyKeys("z-ai/glm-5.2");
    }

    @Test
    void onlyOneOfAFamilyIsAskedWhenItAnswers() {
        service.job.refresh(false);

        assertThat(provider.asked())
                .containsExactlyInAnyOrder("z-ai/glm-5.2", "moonshotai/kimi-k2.5", "openai/gpt-oss-120b");
    }

    @Test
    void withEveryModelAt404TheEndpointIsDoubtedAndNotTheModels() {
        Stream.of("z-ai/glm-5.1", "z-ai/glm-5.2", "moonshotai/kimi-k2.5", "openai/gpt-oss-120b")
                .forEach(id -> provider.chatStatus(id, 404));

        try (var log = new RecordedLog()) {
            service.job.refresh(false);

            assertThat(log.complaints())
                    .singleElement()
                    .asString()
                    .contains("all 4 models that were checked answered 404");
        }
        assertThat(service.catalog().featured())
                .containsExactly("z-ai/glm-5.2", "moonshotai/kimi-k2.5", "openai/gpt-oss-120b");
    }

    @Test
    void aModelThatCameBackIsFeaturedAgain() {
        provider.chatStatus("z-ai/glm-5.2", 404);
        service.job.refresh(false);

        provider.chatStatus("z-ai/glm-5.2", 200);
        service.job.refresh(false);

        assertThat(service.catalog().featured()).startsWith("z-ai/glm-5.2");
    }

    @Test
    void withoutAKeyNobodyIsAsked() {
        service = new RefreshBed(state, clock, provider);

        service.job.refresh(false);

        assertThat(provider.asked()).isEmpty();
        assertThat(service.catalog().liveness()).isEmpty();
    }

    private RefreshBed bed(String... settings) {
        return new RefreshBed(
                state,
                clock,
                provider,
                Stream.concat(Stream.of("provider.api-key=nvapi-test"), Stream.of(settings))
                        .toArray(String[]::new));
    }
}
