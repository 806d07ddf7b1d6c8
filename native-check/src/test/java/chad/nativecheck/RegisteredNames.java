package chad.nativecheck;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks every registered class and member up among the program's own classes and libraries. */
final class RegisteredNames {

    /** Micrometer looks whether it runs on that JVM. */
    private static final String OF_ANOTHER_JVM = "com.ibm.";

    /** What a service may have in place of a constructor: GraalVM and Quarkus register it unseen. */
    private static final String OPTIONAL = "provider";

    private RegisteredNames() {}

    /** What the jar of the program registers, its libraries' own lists aside, and what is nowhere. */
    static Set<String> unknown(NativeSources sources) throws Exception {
        Set<String> unknown = new TreeSet<>();
        URL[] jars = sources.jars().stream().map(RegisteredNames::url).toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            Metadata metadata = Metadata.ofItself(sources);
            for (String name : metadata.classNames()) {
                if (!Recorded.ofInterest(name) || name.startsWith(OF_ANOTHER_JVM)) {
                    continue;
                }
                Class<?> type;
                try {
                    type = Class.forName(name, false, loader);
                } catch (ClassNotFoundException e) {
                    unknown.add(name);
                    continue;
                }
                Metadata.Open open = metadata.of(name);
                open.methods().stream()
                        .filter(method -> !method.name().equals(OPTIONAL) && !has(type, method))
                        .forEach(method -> unknown.add(name + "#" + method.name() + method.parameters()));
                open.fields().stream()
                        .filter(field -> Arrays.stream(type.getDeclaredFields())
                                .noneMatch(declared -> declared.getName().equals(field)))
                        .forEach(field -> unknown.add(name + "#" + field));
            }
        }
        return unknown;
    }

    private static boolean has(Class<?> type, Metadata.Member method) {
        Stream<List<String>> known = method.name().equals("<init>")
                ? Arrays.stream(type.getDeclaredConstructors()).map(made -> names(made.getParameterTypes()))
                : Arrays.stream(type.getDeclaredMethods())
                        .filter(declared -> declared.getName().equals(method.name()))
                        .map(declared -> names(declared.getParameterTypes()));
        return known.anyMatch(method.parameters()::equals);
    }

    private static List<String> names(Class<?>[] types) {
        return Arrays.stream(types).map(Class::getTypeName).toList();
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
