package chad.ide.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key that lets in. The key itself is not kept, so that no dump of the memory shows it: only its digest, for the
 * comparison, and a second one, under which the sessions of this key are signed.
 */
final class ApiKey {

    private static final String SESSIONS = "runs-ide session cookie 1";

    private final String name;
    private final boolean operator;
    private final byte[] digest;
    private final byte[] sessionSecret;

    /** @param name who the key was given to; in logs and the audit */
    ApiKey(String name, boolean operator, String key) {
        this.name = name;
        this.operator = operator;
        this.digest = digest(key);
        this.sessionSecret = Digests.hmacSha256(key.getBytes(UTF_8), SESSIONS);
    }

    String name() {
        return name;
    }

    boolean isOperator() {
        return operator;
    }

    /** Digests are compared, as they are of equal length and the comparison takes the same time wherever they differ. */
    boolean matches(byte[] presentedDigest) {
        return MessageDigest.isEqual(digest, presentedDigest);
    }

    /** Whether it is the same key, whatever its name and role are now. */
    boolean isSameKeyAs(ApiKey other) {
        return matches(other.digest);
    }

    /** A text that only the holder of the key, and this service, can sign so. */
    String sign(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Digests.hmacSha256(sessionSecret, text));
    }

    static byte[] digest(String key) {
        return Digests.sha256(key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKey key
                && key.name.equals(name)
                && key.operator == operator
                && Arrays.equals(key.digest, digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "key of " + name;
    }
}
