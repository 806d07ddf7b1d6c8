package chad.ide.secrets;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * What the service itself was given that nobody may see: keys and tokens by their names, in its environment and its
 * settings, and what in an address or a header is one. The name of a model or a plain address is shown.
 */
@Singleton
@Startup // what must not be shown is known before the first answer
class ConfiguredSecrets {

    private static final Pattern SECRET_NAME =
            Pattern.compile("([A-Z0-9]+_)*[A-Z0-9]*(KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE)S?", CASE_INSENSITIVE);

    /** Of ours; those of others, such as the framework's, also name what is no secret. */
    private static final Pattern SECRET_SETTING = Pattern.compile("runs\\..*\\.(api-)?(key|token|secret|password)");

    private static final Pattern PASSWORD_IN_URL = Pattern.compile("://[^/?#@:\\s]*:([^/?#@\\s]+)@");

    /** Whoever knows the path of such an address may post to it. */
    private static final String WEBHOOKS = "CHAD_WEBHOOK_URL";

    private static final Pattern PATH = Pattern.compile("https?://[^/\\s,]+(/[^\\s,?#]{15,})");

    private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
    private static final Pattern HEADER_VALUE = Pattern.compile("=([^,]+)");

    @Inject
    ConfiguredSecrets(Config config, Secrets secrets) {
        this(System.getenv(), settings(config), secrets);
    }

    /** @param settings by their names in application.yaml */
    ConfiguredSecrets(Map<String, String> environment, Map<String, String> settings, Secrets secrets) {
        new TreeMap<>(environment)
                .forEach((name, value) -> secrets(name, value).forEach(secret -> {
                    secrets.add(name, secret);
                    tellUnmasked(name, secret);
                }));
        new TreeMap<>(settings).forEach(secrets::add); // most have a variable, whose name is the better known one
    }

    private static Map<String, String> settings(Config config) {
        Map<String, String> settings = new TreeMap<>();
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> SECRET_SETTING.matcher(name).matches())
                .forEach(name -> config.getOptionalValue(name, String.class)
                        .map(String::strip)
                        .ifPresent(value -> settings.put(name, value)));
        return settings;
    }

    private static List<String> secrets(String name, String value) {
        if (name.equals(WEBHOOKS)) {
            return all(PATH, value);
        }
        if (name.equals(HEADERS)) {
            return all(HEADER_VALUE, value);
        }
        return SECRET_NAME.matcher(name).matches() ? List.of(value.strip()) : all(PASSWORD_IN_URL, value);
    }

    private static List<String> all(Pattern pattern, String value) {
        Matcher found = pattern.matcher(value);
        return found.results().map((MatchResult one) -> one.group(1)).toList();
    }

    private static void tellUnmasked(String name, String value) {
        if (!value.isEmpty() && value.length() < Secrets.MIN_CHARS) {
            Log.warnf(
                    "The variable %s has fewer than %d characters and is not masked where it is shown.",
                    name, Secrets.MIN_CHARS);
        } else if (Secrets.isNumber(value)) {
            Log.warnf("The variable %s is a number, and is not masked where it is shown.", name);
        }
    }
}
