package chad.cli.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where the service is. */
public final class Server {

    private static final Pattern LOCAL = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    private final String base;
    private final boolean isLocal;
    private final boolean isPlain;

    private Server(String base, boolean isLocal, boolean isPlain) {
        this.base = base;
        this.isLocal = isLocal;
        this.isPlain = isPlain;
    }

    /**
     * @param address for example {@code https://runs.example.com}
     * @throws ApiException for what is no http address, or has a user and password in it
     */
    public static Server at(String address) {
        try {
            URI uri = new URI(address.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            String host = uri.getHost();
            if (host == null || uri.getUserInfo() != null || !(scheme.equals("http") || scheme.equals("https"))) {
                throw wrong();
            }
            String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("/+$", "");
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return new Server(
                    scheme + "://" + host + port + path,
                    LOCAL.matcher(host.toLowerCase(Locale.ROOT)).matches(),
                    scheme.equals("http"));
        } catch (URISyntaxException noAddress) {
            throw wrong();
        }
    }

    /** The address is not repeated: a key pasted into it would end in a log. */
    private static ApiException wrong() {
        return ApiException.invalid(
                "The address of the Runs IDE is not of the form http://HOST:PORT or https://HOST.",
                "CHAD_RUNS_URL=http://127.0.0.1:7331 chad-runs health");
    }

    URI resolve(String path) {
        return URI.create(base + "/api" + path);
    }

    /** Whether it is this machine's loopback, which nobody else can listen to. */
    boolean isLocal() {
        return isLocal;
    }

    /** Whether everybody on the way could read a key. */
    boolean isOpenToEavesdroppers() {
        return isPlain && !isLocal;
    }

    @Override
    public String toString() {
        return base;
    }
}
