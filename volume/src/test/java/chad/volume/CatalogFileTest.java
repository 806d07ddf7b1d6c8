package chad.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogFileTest {

    Path state;
    CatalogFile file;

    @BeforeEach
    void nameTheFile(@TempDir Path folder) {
        state = folder;
        file = new CatalogFile(state.resolve("models.json"));
    }

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        Catalog catalog = Catalogs.ofChatModels("z-ai/glm-5.1", "qwen/qwen3.5-397b-a17b");

        file.write(catalog);

        assertThat(file.read()).isEqualTo(new FileRead.Good<>(catalog));
    }

    @Test
    void theFileHasTheFieldsThatOthersReadByNameAndInTheirOrder() throws IOException {
        file.write(Catalogs.ofChatModels("z-ai/glm-5.1"));

        var tree = new ObjectMapper().readTree(file.path().toFile());
        assertThat(StreamSupport.stream(((Iterable<String>) tree::fieldNames).spliterator(), false))
                .containsExactly(
                        "generatedAt",
                        "source",
                        "total",
                        "chatCount",
                        "featured",
                        "chat",
                        "new",
                        "removed",
                        "comparedWith",
                        "excluded",
                        "classes",
                        "liveness",
                        "prices");
        assertThat(tree.get("total").asInt()).isEqualTo(2);
        assertThat(tree.get("chatCount").asInt()).isEqualTo(1);
        assertThat(tree.at("/excluded/baai~1bge-m3").asText()).isEqualTo("embed");
        assertThat(tree.at("/liveness/z-ai~1glm-5.1/status").asText()).isEqualTo("alive");
    }

    @Test
    void aMissingFileIsMissing() {
        assertThat(file.read()).isEqualTo(new FileRead.Missing<>());
    }

    @Test
    void fieldsOfALaterVersionAndOddValuesAreForgiven() throws IOException {
        Files.writeString(file.path(), """
                {"generatedAt": "2026-06-13T02:45:00Z", "later": {"a": 1}, "chat": ["a/b", 7, null, "", "c/d"],
                 "featured": "none", "liveness": {"a/b": {"status": "asleep", "nap": true}, "c/d": 3}}
                """);

        Catalog read = file.followed().look().lastGood().orElseThrow();

        assertThat(read.chat()).containsExactly("a/b", "c/d");
        assertThat(read.featured()).isEmpty();
        assertThat(read.changes()).isEqualTo(CatalogChanges.NONE);
        assertThat(read.liveness().get("a/b")).isEqualTo(new Liveness(Liveness.Status.UNKNOWN, 0, 0, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                        | nothing: the file is empty",
                "{\"generatedAt\": \"2026-06-13T02:45:00Z\", \"chat\": [\"a | not valid JSON (51 bytes,"
                        + " fails at line 1)",
                "<html>Bad gateway</html>                                  | not valid JSON (24 bytes, fails"
                        + " at line 1)",
                "[]                                                        | not a JSON object",
                "{\"chat\": [\"a/b\"]}                                     | no valid \"generatedAt\"",
                "{\"generatedAt\": \"yesterday\", \"chat\": [\"a/b\"]}     | no valid \"generatedAt\"",
                "{\"generatedAt\": \"2026-06-13T02:45:00Z\", \"chat\": []} | no chat model",
            })
    void whatIsNoCatalogIsBrokenAndSaysWhy(String content, String reason) throws IOException {
        Files.writeString(file.path(), content);

        assertThat(file.read()).isEqualTo(new FileRead.Broken<>(reason));
    }

    @Test
    void aHugeFileIsRefusedUnread() throws IOException {
        try (var huge = new RandomAccessFile(file.path().toFile(), "rw")) {
            huge.setLength(CatalogFile.MAX_SIZE_BYTES + 1);
        }

        assertThat(file.read()).isEqualTo(new FileRead.Broken<>("32 MB, more than a catalog can have"));
    }

    @Test
    void aFolderInPlaceOfTheFileIsBroken() throws IOException {
        Files.createDirectory(file.path());

        assertThat(file.read()).isInstanceOf(FileRead.Broken.class);
    }

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNoLeftover() throws IOException {
        Files.createDirectories(file.path().resolve("in the way"));

        assertThatThrownBy(() -> file.write(Catalogs.ofSize(3))).isInstanceOf(IOException.class);

        assertThat(names()).containsExactly("models.json");
    }

    @Test
    void aWriteClearsAwayWhatKilledWritersLeftAndNothingElse() throws IOException {
        Path half = Files.writeString(state.resolve(".models.json.0f3c.tmp"), "half");
        Files.setLastModifiedTime(half, FileTime.fromMillis(0));
        Files.write(state.resolve(".population.json.0f3c.tmp"), "another's".getBytes(UTF_8));

        file.write(Catalogs.ofSize(3));

        assertThat(names()).containsExactlyInAnyOrder("models.json", ".population.json.0f3c.tmp");
    }

    @Test
    void newsAreUndoneToTheCatalogThatTheyWereComparedWith() {
        var monday = Catalogs.ofChatModels("a/stays", "b/goes").ids();
        var tuesday = Catalogs.ofChatModels("a/stays", "c/comes").ids();

        CatalogChanges changes = CatalogChanges.between(monday, Instant.EPOCH, tuesday);

        assertThat(changes.added()).containsExactly("c/comes");
        assertThat(changes.removed()).containsExactly("b/goes");
        assertThat(changes.undoneFrom(tuesday)).isEqualTo(monday);
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(state)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
