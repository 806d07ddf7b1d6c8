package chad.ide.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup that somebody else has made leads nowhere else, brings no keys, and keeps nobody waiting. */
@Timeout(60)
class HostileBackupTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Path backup;
    private final ArrayNode files = JSON.createArrayNode();

    HostileBackupTest(@TempDir Path folder) throws IOException {
        this.folder = folder.toRealPath();
        this.backup = this.folder.resolve("hostile");
    }

    @BeforeEach
    void lay() throws IOException {
        Files.createDirectories(backup.resolve("state"));
        Files.createDirectories(folder.resolve("state"));
        Files.createDirectories(folder.resolve("workflows"));
        Files.writeString(folder.resolve("state/credentials.json"), "{}");
        Files.writeString(folder.resolve("secret"), "secret");
    }

    private void names(String path, String content) {
        try {
            files.addObject()
                    .put("path", path)
                    .put("sizeBytes", content.length())
                    .put(
                            "sha256",
                            HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8))));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private void assertRefused(String... words) throws IOException {
        ObjectNode manifest = JSON.createObjectNode().put("format", 1).put("version", "x");
        manifest.set("files", files);
        Files.write(backup.resolve("manifest.json"), JSON.writeValueAsBytes(manifest));
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = Program.run(
                        new String[] {"restore", backup.toString()},
                        Map.of(
                                "CHAD_STATE_DIR",
                                folder.resolve("state").toString(),
                                "CHAD_WORKFLOW_DIR",
                                folder.resolve("workflows").toString()),
                        "test",
                        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                        new PrintStream(err, true, UTF_8))
                .orElse(-1);

        assertThat(err.toString(UTF_8)).contains(words);
        assertThat(code).isIn(1, 4);
        assertThat(folder.resolve("secret")).hasContent("secret");
        assertThat(folder.resolve("state/credentials.json")).hasContent("{}");
        try (var left = Files.list(folder.resolve("state"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .isSubsetOf("credentials.json", "runs-api"); // with the lock of who restores
        }
    }

    @Test
    void aNameThatLeadsOutIsRefused() throws IOException {
        for (String path :
                List.of("state/../../secret", "state/./x", "/etc/passwd", "../secret", "state//x", "state")) {
            files.removeAll();
            names(path, "secret");
            assertRefused("which no backup contains");
        }
    }

    @Test
    void aLinkIsRefused() throws IOException {
        Files.createSymbolicLink(backup.resolve("state/x.txt"), folder.resolve("secret"));
        names("state/x.txt", "secret");

        assertRefused("state/x.txt", "a link");
    }

    @Test
    void whatLiesBehindALinkIsRefused() throws IOException {
        Files.createSymbolicLink(backup.resolve("state/sub"), folder);
        names("state/sub/secret", "secret");

        assertRefused("state/sub/secret", "reached through one");
    }

    /** Its reader waited for ever. */
    @Test
    void aPipeIsRefused() throws Exception {
        Process made = new ProcessBuilder("mkfifo", backup.resolve("state/pipe").toString()).start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
        names("state/pipe", "secret");

        assertRefused("state/pipe", "regular file");
    }

    @Test
    void keysAreRefused() throws IOException {
        Files.writeString(backup.resolve("state/credentials.json"), "mine");
        names("state/credentials.json", "mine");

        assertRefused("state/credentials.json", "never holds keys");
    }

    @Test
    void sizesThatAreLiesAreRefused() throws IOException {
        Files.writeString(backup.resolve("state/x.txt"), "secret");
        for (long size : new long[] {-1, Long.MAX_VALUE, 1L << 62}) {
            files.removeAll();
            names("state/x.txt", "secret");
            ((ObjectNode) files.get(0)).put("sizeBytes", size);
            assertRefused("");
        }
    }
}
