package chad.ide.security;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of the connection. Only that address counts: what {@code X-Forwarded-For} and the like say is
 * heard from nobody but a trusted proxy.
 */
@Singleton
public class ClientAddress {

    private static final int IPV6_SITE_BITS = 64;

    private final List<Network> trusted;
    private final Optional<String> publicOrigin;

    ClientAddress(SecurityConfig config) {
        this.publicOrigin = config.publicUrl().filter(url -> !url.isBlank()).map(PublicUrl::origin);
        this.trusted = config.trustedProxies().orElse(List.of()).stream()
                .filter(text -> !text.isBlank())
                .map(text -> Network.parse(text.strip()))
                .toList();
    }

    boolean isTrustedProxy(HttpServerRequest request) {
        InetAddress peer = peer(request);
        return peer != null && trusted.stream().anyMatch(network -> network.contains(peer));
    }

    /** Whose failures are counted together: an address, or the network that one holder of IPv6 addresses has. */
    String clientAddress(HttpServerRequest request) {
        InetAddress client = peer(request);
        if (isTrustedProxy(request)) {
            client = told(request, client);
        }
        if (client == null) {
            return "unknown";
        }
        boolean isV6 = client.getAddress().length > 4;
        return isV6 ? hostless(client).getHostAddress() : client.getHostAddress();
    }

    /** What Cloudflare says, else what the proxy itself has added as the last to {@code X-Forwarded-For}. */
    private static @Nullable InetAddress told(HttpServerRequest request, @Nullable InetAddress proxy) {
        String cloudflare = request.getHeader("Cf-Connecting-Ip");
        if (cloudflare != null) {
            return literal(cloudflare.strip(), proxy);
        }
        List<String> forwarded = request.headers().getAll("X-Forwarded-For");
        String last = forwarded.isEmpty() ? "" : forwarded.getLast();
        return last.isEmpty()
                ? proxy
                : literal(last.substring(last.lastIndexOf(',') + 1).strip(), proxy);
    }

    private static InetAddress hostless(InetAddress client) {
        try {
            return InetAddress.getByAddress(Network.network(client, IPV6_SITE_BITS));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static @Nullable InetAddress literal(String text, @Nullable InetAddress otherwise) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException noAddress) {
            return otherwise;
        }
    }

    private static @Nullable InetAddress peer(HttpServerRequest request) {
        SocketAddress remote = request.connection().remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        return host == null ? null : literal(host, null);
    }

    /** Whether the browser speaks TLS, with us or with a trusted proxy in front of us. */
    public boolean isSecure(HttpServerRequest request) {
        if (request.isSSL()) {
            return true;
        }
        String scheme = request.getHeader("X-Forwarded-Proto");
        return scheme != null && isTrustedProxy(request) && scheme.strip().equalsIgnoreCase("https");
    }

    /** {@code https://host:port} as the caller wrote it. */
    public String address(HttpServerRequest request) {
        return (isSecure(request) ? "https://" : "http://") + authority(request).orElse("localhost");
    }

    /**
     * Whether a page of that origin is one of ours. Behind a proxy that is not trusted we can't know whether the browser
     * speaks TLS, so either scheme is taken for a request without.
     */
    boolean isOwnOrigin(String origin, HttpServerRequest request) {
        Optional<String> authority = authority(request);
        String written = origin.toLowerCase(Locale.ROOT);
        if (publicOrigin.filter(written::equals).isPresent()) {
            return true;
        }
        return authority.isPresent()
                && (written.equals("https://" + withoutPort(authority.get(), ":443"))
                        || (!isSecure(request) && written.equals("http://" + withoutPort(authority.get(), ":80"))));
    }

    private static String withoutPort(String authority, String port) {
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }

    private static Optional<String> authority(HttpServerRequest request) {
        return Optional.ofNullable(request.authority())
                .map(host -> host.toString().toLowerCase(Locale.ROOT));
    }
}
