package chad.nativecheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One question that a running program asked by reflection, as {@link chad.nativecheck.agent.Recorder} wrote it.
 *
 * @param operation the method that was called, such as {@code getDeclaredMethods}
 * @param subject the class or resource that it was about
 * @param member the member that was asked for, empty for all
 * @param asking the class that asked
 */
record Recorded(String operation, String subject, String member, String asking) {

    /**
     * Those whose extensions Quarkus itself builds and tests natively: they substitute what they ask here. Anything else,
     * ours or a library's, has to be registered.
     */
    private static final List<String> OF_QUARKUS = List.of(
            "io.quarkus.",
            "io.smallrye.",
            "io.vertx.",
            "io.netty.",
            "io.opentelemetry.",
            "jakarta.",
            "org.eclipse.microprofile.",
            "org.jboss.",
            "com.arjuna.",
            "java.",
            "jdk.",
            "sun.");

    /** What the driver's own feature brings in; NativeSourcesIT sees to it. */
    private static final String SQLITE = "org/sqlite/native/";

    static List<Recorded> read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split("\t", -1))
                    .map(parts -> new Recorded(parts[0], parts[1], parts[2], parts[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a native executable would have no answer, or another one. */
    boolean fails(NativeSources sources, Metadata metadata) {
        return switch (operation) {
            case "getResource", "getResources", "getResourceAsStream", "findResource", "findResources" ->
                ofInterest(asking)
                        && sources.has(subject)
                        && !subject.startsWith(SQLITE)
                        && !metadata.includes(subject);
            case "forName" ->
                ofInterest(subject)
                        && sources.has(classFile(subject))
                        && !metadata.names(subject)
                        && !isConstantOf(sources);
            case "findClass" -> ofInterest(subject) && sources.has(classFile(subject)) && !metadata.names(subject);
            default -> ofInterest(subject) && !asksForConfig() && !isOpen(metadata.of(subject));
        };
    }

    private boolean isOpen(Metadata.Open open) {
        return switch (operation) {
            case "getConstructors",
                    "getDeclaredConstructors",
                    "getConstructor",
                    "getDeclaredConstructor",
                    "findConstructor" -> open.group("Constructors") || open.method("<init>");
            case "getMethods", "getDeclaredMethods", "getRecordComponents" -> open.group("Methods");
            case "getMethod", "getDeclaredMethod" -> open.group("Methods") || open.method(member);
            // Who asks for all fields gets on with methods; who asks for one wants that one.
            case "getFields", "getDeclaredFields" -> open.group("Fields") || open.group("Methods");
            case "getField", "getDeclaredField" ->
                open.group("Fields") || open.fields().contains(member);
            case "getDeclaredClasses" -> true;
            default -> throw new IllegalStateException("nobody said what " + operation + " needs");
        };
    }

    /** SmallRye looks whether settings have constraints: those that have are registered, the others answer "none". */
    private boolean asksForConfig() {
        return asking.equals("io.smallrye.config.ConfigMappingInterface");
    }

    /** native-image finds the class itself when the caller spells out its name. */
    private boolean isConstantOf(NativeSources sources) {
        return sources.entry(classFile(asking)).stream()
                .map(bytes -> ClassFile.of().parse(bytes).constantPool())
                .flatMap(constants -> StreamSupport.stream(constants.spliterator(), false))
                .anyMatch(constant -> constant instanceof StringEntry text
                        && text.stringValue().equals(subject));
    }

    /** Whether it is for us to see to it that it is registered. */
    static boolean ofInterest(String className) {
        return !className.startsWith("[")
                && !className.contains("$$Lambda")
                && OF_QUARKUS.stream().noneMatch(className::startsWith);
    }

    private static String classFile(String className) {
        return className.replace('.', '/') + ".class";
    }
}
