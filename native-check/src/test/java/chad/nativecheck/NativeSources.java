package chad.nativecheck;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * What native-image is given to make one program: a folder with a jar, the libraries that its manifest names, and the
 * arguments.
 */
final class NativeSources {

    private static final Pattern FEATURES = Pattern.compile("--features=([\\w.,$]+)");

    private final String program;
    private final Path folder;
    private final Map<String, Path> jarOfEntry = new HashMap<>();

    private NativeSources(String program) {
        this.program = program;
        this.folder = root().resolve(program).resolve("target/native-sources");
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                file.stream().forEach(entry -> jarOfEntry.putIfAbsent(entry.getName(), jar));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static NativeSources of(String program) {
        return new NativeSources(program);
    }

    static Stream<NativeSources> services() {
        return Stream.of("fusion-roster", "model-refresh", "runs-api").map(NativeSources::new);
    }

    static Stream<NativeSources> all() {
        return Stream.concat(services(), Stream.of(of("chad-runs")));
    }

    /** The checkout. */
    static Path root() {
        return Path.of(System.getProperty("project.root"));
    }

    String program() {
        return program;
    }

    boolean isService() {
        return !program.equals("chad-runs");
    }

    Path folder() {
        return folder;
    }

    /** The arguments as a shell would split them. */
    List<String> arguments() {
        return List.of(read(folder.resolve("native-image.args")).strip().split("\\s+"));
    }

    /** The jar with our classes, as it is named behind {@code -jar}. */
    Path jar() {
        List<String> arguments = arguments();
        return folder.resolve(arguments.get(arguments.indexOf("-jar") + 1));
    }

    /** The jar and the libraries. */
    List<Path> jars() {
        List<Path> jars = new ArrayList<>(List.of(jar()));
        try (Stream<Path> libraries = Files.list(folder.resolve("lib"))) {
            libraries.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jars;
    }

    /** The jars with code of this project. */
    List<Path> ownJars() {
        return jars().stream()
                .filter(jar -> jar.equals(jar()) || jar.getFileName().toString().matches("(chad\\.)?(volume|edge)-.*"))
                .toList();
    }

    /** The jars of libraries that we use without a Quarkus extension: whatever they do is for us to look at. */
    List<Path> plainLibraries() {
        return jars().stream()
                .filter(jar -> jar.getFileName().toString().matches(".*(jose4j|java-diff-utils)-[0-9].*"))
                .toList();
    }

    boolean has(String entry) {
        return jarOfEntry.containsKey(entry);
    }

    /** The bytes of a class or another entry of any of the jars. */
    Optional<byte[]> entry(String name) {
        Path jar = jarOfEntry.get(name);
        return jar == null ? Optional.empty() : Optional.of(entry(jar, name));
    }

    /** The entries of the folder {@code META-INF/native-image} and below with that ending. */
    static List<byte[]> nativeImageFiles(List<Path> jars, String ending) {
        List<byte[]> files = new ArrayList<>();
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (ZipEntry entry : (Iterable<ZipEntry>) file.stream().map(ZipEntry.class::cast)::iterator) {
                    if (entry.getName().startsWith("META-INF/native-image/")
                            && entry.getName().endsWith(ending)) {
                        files.add(bytes(file, entry));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    /** The classes that take part in the making of the executable. */
    List<byte[]> features() {
        return FEATURES.matcher(allArguments())
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",")))
                .map(name -> name.replace('.', '/') + ".class")
                .map(name -> entry(name).or(() -> entry("META-INF/versions/9/" + name)))
                .map(Optional::orElseThrow)
                .toList();
    }

    /** Those of the program and those that its libraries bring along. */
    String allArguments() {
        StringBuilder all = new StringBuilder(String.join(" ", arguments()));
        nativeImageFiles(jars(), "native-image.properties")
                .forEach(file -> all.append(' ').append(new String(file, UTF_8)));
        return all.toString();
    }

    @Override
    public String toString() {
        return program;
    }

    private static byte[] entry(Path jar, String name) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return bytes(file, file.getEntry(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(JarFile file, ZipEntry entry) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s has no native sources. Write them: scripts/build native-sources".formatted(program), e);
        }
    }
}
