package chad.images.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The images of this checkout, built once a run as an operator builds them, under a name of their own. */
public final class Images {

    public static final List<String> SERVICES = List.of("runs-api", "model-refresh", "fusion-roster");

    private static final String PREFIX = "runs-ide-test";
    private static final Path CERTIFICATES = Path.of("/etc/ssl/certs/ca-certificates.crt");
    private static boolean built;

    private Images() {}

    /** What compose.yaml needs to be told for these images. */
    public static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("CHAD_IMAGES", PREFIX);
        settings.put("CHAD_VERSION", "it");
        settings.put("CHAD_FLAVOUR", flavour());
        if (Files.isReadable(CERTIFICATES)) {
            settings.put("CHAD_BUILD_CA", CERTIFICATES.toString()); // in case this network signs TLS anew
        }
        return settings;
    }

    private static String flavour() {
        return System.getProperty("images.flavour", "jvm");
    }

    /** @return the image's name */
    public static synchronized String of(String service) {
        if (!built) {
            new Docker(settings()).run("compose", "build", "--quiet").successfully();
            built = true;
        }
        return "%s/%s:it-%s".formatted(PREFIX, service, flavour());
    }
}
