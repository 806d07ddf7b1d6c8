package chad.ide.reports;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.FakeWebUi;
import chad.ide.testing.MovedClock;
import chad.ide.testing.Sqlite;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever breaks, there is one note in the end, and it has the night's report. The clock is moved by hand. */
class OutboxTest {

    private static final LocalDate NIGHT = LocalDate.of(2026, 6, 13);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path state;

    final MovedClock clock = new MovedClock(Instant.parse("2026-06-13T05:00:00Z")); // 07:00 in Berlin
    final FakeWebUi webui = new FakeWebUi();

    @AfterEach
    void stop() {
        webui.close();
    }

    private Path folder() {
        return state.resolve("reports");
    }

    private Path database() {
        return state.resolve("runs-ide.sqlite");
    }

    private ReportBed bed() {
        return new ReportBed(folder(), clock, webui);
    }

    private void tickFor(Duration time, ReportBed bed) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            bed.timer.tick();
            clock.advance(Duration.ofSeconds(30));
        }
    }

    private void assertOneNoteWithTheReport() throws IOException {
        assertThat(webui.notes()).hasSize(1);
        JsonNode note = webui.notes().getFirst();
        assertThat(note.path("title").asText()).isEqualTo("Night of 2026-06-13");
        assertThat(note.path("data").path("content").path("md").asText())
                .startsWith("# Night of 2026-06-13\n")
                .isEqualTo(Files.readString(folder().resolve("2026-06-13.md")));
    }

    private static ReportView.Post post(ReportBed bed) {
        return bed.service.list(null, 10).items().getFirst().post();
    }

    @Test
    void downForTenMinutesThereIsOneNoteInTheEnd() throws IOException {
        ReportBed bed = bed();
        webui.down(true);
        tickFor(Duration.ofMinutes(10), bed);

        assertThat(webui.notes()).isEmpty();
        assertThat(post(bed).state()).isEqualTo("waiting");
        assertThat(post(bed).problem()).contains("can't be reached");
        assertThat(webui.requests()).isNotEmpty();
        assertThat(post(bed).tries()).isEqualTo(4); // at 0, 1, 3 and 7 minutes
        assertThat(bed.meters.get("chad.reports.posts.failed").counter().count())
                .isEqualTo(4);
        assertThat(bed.meters.get("chad.reports.waiting.age").gauge().value()).isEqualTo(600);

        webui.down(false);
        tickFor(Duration.ofHours(20), bed);

        assertOneNoteWithTheReport();
        assertThat(post(bed).state()).isEqualTo("posted");
        assertThat(post(bed).noteId()).isEqualTo("note-1");
        assertThat(post(bed).tries()).isEqualTo(5);
        assertThat(bed.meters.get("chad.reports.waiting.age").gauge().value()).isZero();
        assertThat(webui.requests())
                .filteredOn(request -> request.endsWith("create"))
                .hasSize(1);
    }

    @Test
    void aRestartWhileItIsDownForgetsNothing() throws IOException {
        webui.down(true);
        tickFor(Duration.ofMinutes(5), bed());

        webui.down(false);
        tickFor(Duration.ofHours(1), bed());

        assertOneNoteWithTheReport();
    }

    @Test
    void aCrashBetweenThePostAndTheBookkeepingMakesNoSecondNote() throws Exception {
        webui.down(true);
        ReportBed bed = bed();
        bed.timer.tick();
        webui.down(false);
        tickFor(Duration.ofMinutes(5), bed);
        assertThat(webui.notes()).hasSize(1);

        try (Connection database = Sqlite.open(database())) { // what it has when the process dies before it is written
            database.createStatement()
                    .execute(
                            "UPDATE report_post SET state = 'WAITING', note_id = NULL, since_ms = 1, next_try_at_ms = 1");
        }
        ReportBed restarted = bed();
        tickFor(Duration.ofHours(1), restarted);

        assertOneNoteWithTheReport();
        assertThat(post(restarted).state()).isEqualTo("posted");
        assertThat(post(restarted).noteId()).isEqualTo("note-1");
    }

    @Test
    void aNoteWhoseAnswerWasLostIsFoundAgain() throws IOException {
        webui.cutsAfterCreate(true);
        ReportBed bed = bed();
        bed.timer.tick();
        assertThat(post(bed).state()).isEqualTo("waiting");
        webui.cutsAfterCreate(false);

        tickFor(Duration.ofHours(1), bed);

        assertOneNoteWithTheReport();
        assertThat(post(bed).state()).isEqualTo("posted");
    }

    @Test
    void aNoteOfTheSameTitleThatIsNotOursIsLeftAlone() {
        webui.add("Night of 2026-06-13");

        bed().timer.tick();

        assertThat(webui.notes()).hasSize(2);
        assertThat(webui.notes().getFirst().has("data")).isFalse();
    }

    @Test
    void oursIsFoundBehindManyNotesOfOthers() {
        webui.cutsAfterCreate(true);
        ReportBed bed = bed();
        bed.timer.tick();
        webui.cutsAfterCreate(false);
        for (int i = 0; i < 130; i++) {
            webui.add("Somebody's note " + i);
        }

        tickFor(Duration.ofHours(1), bed);

        assertThat(webui.notes()).hasSize(131);
        assertThat(post(bed).noteId()).isEqualTo("note-1");
    }

    @Test
    void aSecondReportOfTheNightUpdatesItsNote() throws IOException {
        ReportBed bed = bed();
        bed.timer.tick();
        String first = Files.readString(folder().resolve("2026-06-13.md"));
        clock.advance(Duration.ofHours(3));

        ReportView second = bed.service.make((String) null);

        assertThat(second.post().state()).isEqualTo("posted");
        assertThat(Files.readString(folder().resolve("2026-06-13.md"))).isNotEqualTo(first);
        assertOneNoteWithTheReport();
    }

    @Test
    void aNoteThatWasDeletedIsMadeAgainWithTheNextReportOnly() {
        ReportBed bed = bed();
        bed.timer.tick();
        webui.delete("note-1");

        tickFor(Duration.ofHours(2), bed);
        assertThat(webui.notes()).isEmpty();
        bed.service.make("2026-06-13");

        assertThat(webui.notes()).hasSize(1);
        assertThat(bed.outbox.entry(NIGHT).orElseThrow().noteId()).isEqualTo("note-2");
    }

    @Test
    void aWrongKeyIsSaidAndNotHammeredAndTriedAgainAfterARestart() throws IOException {
        ReportBed wrong = new ReportBed(folder(), clock, webui, "sk-wrong", LocalTime.of(7, 0));
        tickFor(Duration.ofHours(20), wrong);

        assertThat(webui.requests()).hasSize(1);
        assertThat(post(wrong).state()).isEqualTo("failed");
        assertThat(post(wrong).problem()).contains("CHAD_WEBUI_API_KEY").doesNotContain("sk-wrong");
        assertThat(Sqlite.first(database(), "SELECT state || problem FROM report_post"))
                .startsWith("FAILED")
                .doesNotContain("sk-wrong");

        bed().timer.tick();
        assertOneNoteWithTheReport();
    }

    @Test
    void aKeyThatNoHeaderTakesIsSaidWithoutTheKey() {
        ReportBed bed = new ReportBed(folder(), clock, webui, "sk-bad\nline", LocalTime.of(7, 0));
        bed.timer.tick();

        assertThat(post(bed).state()).isEqualTo("failed");
        assertThat(post(bed).problem()).contains("CHAD_WEBUI_API_KEY").doesNotContain("sk-bad");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 422, 302})
    void whatIsRefusedWaitsForSomebodyToChangeASetting(int status) throws IOException {
        ReportBed bed = bed();
        webui.answersWith(status);
        tickFor(Duration.ofHours(3), bed);
        assertThat(post(bed).state()).isEqualTo("failed");
        assertThat(post(bed).problem()).contains(String.valueOf(status));
        assertThat(webui.requests()).hasSize(1);

        webui.answersWith(0);
        bed.service.make("2026-06-13");

        assertThat(post(bed).state()).isEqualTo("posted");
        assertOneNoteWithTheReport();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503})
    void whatMayPassIsTriedAgain(int status) throws IOException {
        ReportBed bed = bed();
        webui.answersWith(status);
        bed.timer.tick();
        assertThat(post(bed).state()).isEqualTo("waiting");
        assertThat(post(bed).problem()).contains(String.valueOf(status));

        webui.answersWith(0);
        tickFor(Duration.ofMinutes(2), bed);

        assertOneNoteWithTheReport();
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUp() throws IOException {
        ReportBed bed = bed();
        webui.drips(true);
        bed.timer.tick();
        assertThat(post(bed).state()).isEqualTo("waiting");

        webui.drips(false);
        tickFor(Duration.ofMinutes(2), bed);

        assertOneNoteWithTheReport();
    }

    @Test
    void withoutOpenWebUiTheReportIsMadeAllTheSame() {
        ReportBed bed = new ReportBed(folder(), clock, null);
        bed.timer.tick();

        assertThat(folder().resolve("2026-06-13.md")).exists();
        assertThat(post(bed).state()).isEqualTo("off");
        assertThat(Sqlite.first(database(), "SELECT count(*) FROM report_post")).isEqualTo("0");
    }

    /** Recorded from an edition that had a small file for each night: one is a note, the other waits. */
    @Test
    void whatAnEarlierEditionHadInItsFilesIsPostedAndNothingTwice() throws IOException {
        Path outbox = Files.createDirectories(folder().resolve("outbox"));
        for (String name : List.of("2026-06-12.json", "2026-06-13.json")) {
            try (InputStream recorded = OutboxTest.class.getResourceAsStream("/earlier/outbox/" + name)) {
                Files.copy(Objects.requireNonNull(recorded), outbox.resolve(name));
            }
        }
        Files.writeString(outbox.resolve("2026-06-11.json"), "{\"state\":\"WAIT");
        Files.writeString(folder().resolve("2026-06-12.md"), "# Night of 2026-06-12\n");
        Files.writeString(folder().resolve("2026-06-13.md"), "# Night of 2026-06-13\n");

        ReportBed bed = bed();
        clock.advance(Duration.ofMinutes(2));
        bed.outbox.deliverDue();

        assertOneNoteWithTheReport();
        assertThat(bed.outbox.entry(NIGHT.minusDays(1)).orElseThrow().noteId()).isEqualTo("note-7");
        assertThat(bed.outbox.entry(NIGHT).orElseThrow().tries()).isEqualTo(2);
        try (var left = Files.list(outbox)) {
            assertThat(left).hasSize(3).allMatch(path -> path.toString().endsWith(".json.taken-over"));
        }
    }

    @Test
    void aReportIsMadeLaterWhenItsPostCantBeNoted() throws Exception {
        ReportBed bed = bed();
        try (Connection other = Sqlite.open(database())) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            bed.timer.tick();
            assertThat(folder().resolve("2026-06-13.md")).doesNotExist();
        }

        tickFor(Duration.ofMinutes(11), bed);

        assertOneNoteWithTheReport();
    }
}
