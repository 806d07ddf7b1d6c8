package chad.ide.security;

import java.net.URI;
import java.util.Locale;

/** {@code CHAD_PUBLIC_URL}, of which the browser's part counts here: its origin. */
final class PublicUrl {

    private PublicUrl() {}

    /**
     * The origin as browsers write it.
     *
     * @throws IllegalArgumentException with words for who configured it
     */
    static String origin(String url) {
        URI uri = parse(url);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean isWeb = scheme.equals("http") || scheme.equals("https");
        if (!isWeb || uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "CHAD_PUBLIC_URL is `%s`, and has to be an address such as https://runs.example.com."
                            .formatted(url));
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if ((!path.isEmpty() && !path.equals("/")) || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    ("CHAD_PUBLIC_URL is `%s`, with a path. The Runs IDE is served at the root of a host name:"
                                    + " give it one of its own, such as https://runs.example.com, and leave the path out.")
                            .formatted(url));
        }
        int usual = scheme.equals("https") ? 443 : 80;
        String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
    }

    private static URI parse(String url) {
        try {
            return URI.create(url.strip());
        } catch (IllegalArgumentException noAddress) {
            throw new IllegalArgumentException(
                    "CHAD_PUBLIC_URL is `%s`, which is not a URL.".formatted(url), noAddress);
        }
    }
}
