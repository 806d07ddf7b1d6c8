package chad.ide.security;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What those may do whom Cloudflare Access vouches for. Without any list every one of them is an operator, for Access
 * itself is configured with who may come; with a list, who is on none has no business here.
 */
@Singleton
class AccessRoles {

    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,255}");

    private final Set<String> operators;
    private final Set<String> viewers;

    AccessRoles(SecurityConfig config) {
        this.operators = names(config.operators());
        this.viewers = names(config.viewers());
    }

    private static Set<String> names(Optional<List<String>> configured) {
        return configured.orElse(List.of()).stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    static boolean isEmail(String text) {
        return EMAIL.matcher(text).matches();
    }

    /** @param name an email, or the common name of a service token. Itself on a list counts more than its domain. */
    Optional<String> of(String name) {
        if (operators.isEmpty() && viewers.isEmpty()) {
            return Optional.of(Role.OPERATOR);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        Optional<String> role = onList(lower);
        int at = lower.lastIndexOf('@');
        return role.isPresent() || at < 0 ? role : onList(lower.substring(at));
    }

    private Optional<String> onList(String entry) {
        if (operators.contains(entry)) {
            return Optional.of(Role.OPERATOR);
        }
        return viewers.contains(entry) ? Optional.of(Role.VIEWER) : Optional.empty();
    }

    static String onNoList(String name) {
        return "You are `%s`, which is listed in neither CHAD_OPERATORS nor CHAD_VIEWERS.".formatted(name);
    }
}
