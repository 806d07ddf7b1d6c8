package chad.ide.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * A key that lets in, kept as its hex SHA-256 only.
 *
 * @param name who the key was given to; in logs and the audit
 */
record ApiKey(String name, Set<String> roles, String digest) {

    static ApiKey operator(String name, String key) {
        return new ApiKey(name, Set.of(Role.OPERATOR, Role.VIEWER), digest(key));
    }

    static ApiKey viewer(String name, String key) {
        return new ApiKey(name, Set.of(Role.VIEWER), digest(key));
    }

    /** Digests are compared, as they are of equal length and the comparison takes the same time wherever they differ. */
    boolean matches(String presented) {
        return MessageDigest.isEqual(digest.getBytes(UTF_8), presented.getBytes(UTF_8));
    }

    static String digest(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
