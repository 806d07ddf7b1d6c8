package chad.ide.notices;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where notices are posted to. Its address may be the only secret there is, so {@link #toString} keeps it. */
record Target(Format format, URI address) {

    private static final Pattern WITH_FORMAT = Pattern.compile("(json|ntfy|slack):(https?:.*)");

    /** How a body looks. */
    enum Format {
        JSON,
        NTFY,
        SLACK;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param given as in {@code CHAD_WEBHOOK_URL}
     * @param number of the address in the list, as the address itself is not told
     * @throws IllegalArgumentException that says what is wrong with it
     */
    static Target parse(String given, int number) {
        Matcher matcher = WITH_FORMAT.matcher(given.strip());
        boolean named = matcher.matches();
        Format format = named ? Format.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)) : Format.JSON;
        try {
            URI address = new URI(named ? matcher.group(2) : given.strip());
            String scheme = String.valueOf(address.getScheme());
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw wrong(number, "begins with https://, or with ntfy:, slack: or json: before that");
            }
            if (address.getHost() == null || address.getUserInfo() != null) {
                throw wrong(number, "has a host, and no user before it");
            }
            if (format == Format.NTFY && topic(address).isEmpty()) {
                throw wrong(number, "ends with the topic, as in ntfy:https://ntfy.sh/topic");
            }
            return new Target(format, address);
        } catch (URISyntaxException notAnAddress) {
            throw wrong(number, "is an address"); // its message would tell the address
        }
    }

    private static IllegalArgumentException wrong(int number, String allowed) {
        return new IllegalArgumentException(
                "CHAD_WEBHOOK_URL: address %d is not allowed. An allowed address %s.".formatted(number, allowed));
    }

    String topic() {
        return topic(address);
    }

    private static String topic(URI address) {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** What is posted to: ntfy takes JSON at the address above its topics. */
    URI endpoint() {
        return format == Format.NTFY ? address.resolve("./") : address;
    }

    /** For logs. */
    String host() {
        return String.valueOf(address.getHost());
    }

    /** Names it in files, which keep no address. */
    String id() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((format.word() + ":" + address).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public String toString() {
        return format.word() + ":" + host();
    }
}
