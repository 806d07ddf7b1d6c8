package chad.nativecheck;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What native-image is given: complete, of no machine, and with what the program needs. */
class NativeSourcesIT {

    private static final Pattern URL_PROTOCOLS = Pattern.compile("--enable-url-protocols=(\\S+)");
    private static final Pattern OF_A_MACHINE =
            Pattern.compile("^/(?!META-INF)|=/|file:|" + Pattern.quote(System.getProperty("user.home")));

    @ParameterizedTest
    @MethodSource("chad.nativecheck.NativeSources#all")
    void theArgumentsNameNoPlaceOfTheMachineThatWroteThem(NativeSources sources) {
        assertThat(sources.arguments()).isNotEmpty().noneMatch(OF_A_MACHINE.asPredicate());
        assertThat(String.join(" ", sources.arguments()))
                .as("a shell splits it and changes nothing")
                .doesNotContainPattern("[*?\\[$`'\"~]");
        assertThat(String.join(" ", sources.arguments()))
                .doesNotContain(NativeSources.root().toString());
        assertThat(sources.jar()).exists();
    }

    /** A library that renamed a class would leave a registration that nobody misses before the executable is started. */
    @ParameterizedTest
    @MethodSource("chad.nativecheck.NativeSources#all")
    void whatIsRegisteredExists(NativeSources sources) throws Exception {
        assertThat(RegisteredNames.unknown(sources)).isEmpty();
    }

    /** Quarkus makes a TLS that refuses everything when nobody asks for one. */
    @ParameterizedTest
    @MethodSource("chad.nativecheck.NativeSources#all")
    void whoCallsOthersHasTls(NativeSources sources) throws IOException {
        boolean calls = false;
        for (Path jar : sources.ownJars()) {
            for (byte[] type : ownClasses(jar)) {
                calls |= new String(type, ISO_8859_1).matches("(?s).*java/net/(http/HttpClient|HttpURLConnection).*");
            }
        }

        if (calls) {
            assertThat(URL_PROTOCOLS.matcher(sources.allArguments()).results().map(found -> found.group(1)))
                    .as("set quarkus.ssl.native in its application.yaml")
                    .anyMatch(protocols -> protocols.contains("https"));
        }
    }

    /** The pages of the dashboard too: Quarkus lists them one by one. */
    @ParameterizedTest
    @MethodSource("chad.nativecheck.NativeSources#all")
    void everyResourceOfOursIsIncluded(NativeSources sources) throws IOException {
        Metadata metadata = Metadata.of(sources);
        TreeSet<String> missing = new TreeSet<>();
        for (Path jar : sources.ownJars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                file.stream()
                        .filter(entry -> !entry.isDirectory())
                        .map(JarEntry::getName)
                        .filter(NativeSourcesIT::isReadAtRunTime)
                        .filter(name -> !metadata.includes(name))
                        .forEach(missing::add);
            }
        }

        assertThat(missing).as("add them to quarkus.native.resources.includes").isEmpty();
    }

    /** Settings files are read when the executable is built; what else is in META-INF is for builds and class loaders. */
    private static boolean isReadAtRunTime(String name) {
        return !name.endsWith(".class")
                && !name.equals("application.yaml")
                && (!name.startsWith("META-INF/") || name.startsWith("META-INF/resources/"));
    }

    @ParameterizedTest
    @MethodSource("chad.nativecheck.NativeSources#all")
    void whatOurCodeGivesToJacksonIsRegistered(NativeSources sources) throws IOException {
        Metadata metadata = Metadata.of(sources);
        TreeSet<String> missing = new TreeSet<>();
        for (Path jar : sources.ownJars()) {
            for (byte[] type : ownClasses(jar)) {
                JacksonCalls.types(type).stream()
                        .flatMap(given -> JacksonCalls.madeOf(sources, given).stream())
                        .filter(part -> !metadata.of(part).group("Methods"))
                        .forEach(missing::add);
            }
        }

        assertThat(missing).as("add @RegisterForReflection").isEmpty();
    }

    /** runs-api lives by the driver's library, which the driver's own feature puts in for the machine that builds. */
    @Test
    void sqliteBringsItsLibraryForBothKindsOfMachine() {
        NativeSources sources = NativeSources.of("runs-api");

        assertThat(List.of("x86_64", "aarch64"))
                .allMatch(machine -> sources.has("org/sqlite/native/Linux/" + machine + "/libsqlitejdbc.so"));
        assertThat(sources.allArguments().contains("org.sqlite.nativeimage.SqliteJdbcFeature"))
                .isTrue();
        assertThat(sources.has("META-INF/versions/9/org/sqlite/nativeimage/SqliteJdbcFeature.class"))
                .isTrue();
    }

    private static List<byte[]> ownClasses(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<byte[]> classes = new ArrayList<>();
            for (JarEntry entry : file.stream()
                    .filter(entry -> entry.getName().startsWith("chad/")
                            && entry.getName().endsWith(".class"))
                    .toList()) {
                classes.add(file.getInputStream(entry).readAllBytes());
            }
            return classes;
        }
    }
}
