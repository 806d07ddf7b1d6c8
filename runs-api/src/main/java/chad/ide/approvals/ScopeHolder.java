package chad.ide.approvals;

import org.eclipse.microprofile.config.spi.Converter;

/**
 * One entry of {@code CHAD_APPROVAL_SCOPES}.
 *
 * @param who an email, an {@code @domain}, or the name of a key
 */
public record ScopeHolder(String scope, String who) {

    /** Refuses at the start what is no pair, by the setting's name: half a rule would keep nobody out, or everybody. */
    public static final class Parser implements Converter<ScopeHolder> {

        @Override
        public ScopeHolder convert(String entry) {
            int equals = entry.indexOf('=');
            String scope = entry.substring(0, Math.max(equals, 0)).strip();
            String who = entry.substring(equals + 1).strip();
            if (scope.isEmpty() || who.isEmpty()) {
                throw new IllegalArgumentException(
                        "`%s` is not valid: each entry is SCOPE=WHO, as in release=alice@example.com".formatted(entry));
            }
            return new ScopeHolder(scope, who);
        }
    }
}
