package chad.ide.web;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where to go after signing in: a path of this very service. Anything else a stranger could have put into a link. */
final class LocalPath {

    private static final String ROOT = "/";

    /** One slash, then neither another nor a backslash, which browsers take for one; no control character anywhere. */
    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[!-\\[\\]-~]{0,2000}");

    private LocalPath() {}

    static String orRoot(@Nullable String path) {
        return path != null && LOCAL.matcher(path).matches() && !path.startsWith("/sign-in") && isUri(path)
                ? path
                : ROOT;
    }

    private static boolean isUri(String path) {
        try {
            return URI.create(path).getRawAuthority() == null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
