package chad.ide.security;

import io.quarkus.logging.Log;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The Cloudflare Access team whose tokens count, and for which application.
 *
 * @param issuer {@code https://TEAM.cloudflareaccess.com}
 */
record AccessTeam(String issuer, List<String> audience) {

    private static final String DOMAIN = ".cloudflareaccess.com";

    AccessTeam {
        audience = List.copyOf(audience);
    }

    URI keys() {
        return URI.create(issuer + "/cdn-cgi/access/certs");
    }

    /** Empty when Access is not configured, or not wholly: then its tokens are not believed. */
    static Optional<AccessTeam> of(SecurityConfig.Access config) {
        Optional<String> domain = config.teamDomain().map(String::strip).filter(name -> !name.isEmpty());
        List<String> audience = config.audience().orElse(List.of()).stream()
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
        if (domain.isEmpty() && audience.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> issuer = domain.flatMap(AccessTeam::issuer);
        if (issuer.isEmpty() || audience.isEmpty()) {
            Log.error("Cloudflare Access is not enabled: CF_ACCESS_TEAM_DOMAIN must be TEAM.cloudflareaccess.com,"
                    + " and CF_ACCESS_AUD the audience tag of the application. Set both, or neither.");
            return Optional.empty();
        }
        return Optional.of(new AccessTeam(issuer.get(), audience));
    }

    private static Optional<String> issuer(String domain) {
        String name = domain.endsWith("/") ? domain.substring(0, domain.length() - 1) : domain;
        if (isOfThisMachine(name)) {
            return Optional.of(name);
        }
        name = name.startsWith("https://") ? name.substring("https://".length()) : name;
        name = name.contains(".") ? name : name + DOMAIN;
        return name.matches("[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){1,6}")
                ? Optional.of("https://" + name)
                : Optional.empty();
    }

    private static boolean isOfThisMachine(String address) {
        try {
            URI uri = URI.create(address);
            return "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && InetAddress.ofLiteral(uri.getHost()).isLoopbackAddress();
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
