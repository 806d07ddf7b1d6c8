package chad.ide.workflows;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The content of all files that a workflow may import, as one word. The whole root counts rather than the files that are
 * really imported: finding those takes executing the imports, and a graph too many costs two seconds.
 */
@Singleton
class SourceFingerprint {

    private record Stamp(String name, long sizeBytes, long modifiedAtMs) {}

    private final WorkflowFiles files;

    /** Hashes by name, size and time, so that files which rest are not read again. */
    private final Cache<Stamp, String> hashes =
            Caffeine.newBuilder().maximumSize(4_000).build();

    SourceFingerprint(WorkflowFiles files) {
        this.files = files;
    }

    String current() {
        MessageDigest whole = sha256();
        for (WorkflowFile file : files.sources()) {
            Stamp stamp = new Stamp(file.name(), file.sizeBytes(), file.modifiedAtMs());
            whole.update((file.name() + "\0" + hashes.get(stamp, same -> hash(file)) + "\0").getBytes(UTF_8));
        }
        return hex(whole);
    }

    static String hash(String text) {
        MessageDigest digest = sha256();
        digest.update(text.getBytes(UTF_8));
        return hex(digest);
    }

    private String hash(WorkflowFile file) {
        MessageDigest digest = sha256();
        try {
            digest.update(files.bytes(file));
        } catch (IOException gone) {
            digest.update((byte) 0);
        }
        return hex(digest);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
