package chad.ide.security;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who is let in. */
@ConfigMapping(prefix = "runs.security")
public interface SecurityConfig {

    /** The machine key, an operator's; it comes before credentials.json. {@code SMITHERS_RUNS_API_KEY}. */
    Optional<String> key();

    /**
     * credentials.json: {@code {"SMITHERS_RUNS_API_KEY": "…", "keys": [{"name", "role", "key"}]}}, both members
     * optional. Nobody but its owner may be able to read it. {@code CHAD_HOST_CREDS}.
     */
    Path credentials();

    /** Where ended sessions are noted until they would have ended by themselves. */
    Path folder();

    /** How long a browser stays signed in. It is not extended by use. */
    @WithDefault("7d")
    Duration sessionLife();

    /** How long a sign-in link can be used. */
    @WithDefault("10m")
    Duration linkLife();

    /** Addresses or networks whose {@code Cf-*} and {@code X-Forwarded-*} headers count. {@code CHAD_TRUSTED_PROXIES}. */
    Optional<List<String>> trustedProxies();

    /**
     * The address under which browsers know the dashboard: its pages are our own, whatever a proxy makes of {@code Host}.
     * {@code CHAD_PUBLIC_URL}.
     */
    Optional<String> publicUrl();

    /** Emails, {@code @domain}s or names of service tokens that may write. {@code CHAD_OPERATORS}. */
    Optional<List<String>> operators();

    /** Those that may only read. {@code CHAD_VIEWERS}. */
    Optional<List<String>> viewers();

    /** Wrong keys and tokens of one address in a minute; then it has to wait. */
    @WithDefault("20")
    @WithConverter(WholeNumber.From1To100000.class)
    int failedSignInsPerMinute();

    /** Writes of one caller in a minute; a script that launches runs stays far below. */
    @WithDefault("600")
    @WithConverter(WholeNumber.From1.class)
    int writesPerMinute();

    Access access();

    /** Cloudflare Access. With none of both names it is off. */
    interface Access {

        /**
         * {@code TEAM.cloudflareaccess.com}, or {@code TEAM}. An {@code http://} address of this machine, which no team
         * has, stands for Access in tests. {@code CF_ACCESS_TEAM_DOMAIN}.
         */
        Optional<String> teamDomain();

        /** The application's audience tag; several by comma. {@code CF_ACCESS_AUD}. */
        Optional<List<String>> audience();

        /** How often the team's keys are fetched again; they change every six weeks, with a week of overlap. */
        @WithDefault("10m")
        Duration refreshEvery();

        /** How soon after a fetch an unknown key may cause another. */
        @WithDefault("20s")
        Duration refetchAfter();

        /** How long one fetch may take. */
        @WithDefault("5s")
        Duration timeout();
    }
}
