package chad.nativecheck.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Writes down which classes and resources a running program asks for by reflection. It is called from the first line of
 * the methods of {@link Class} and {@link ClassLoader} that {@link RecordingAgent} names, hence by everybody: it counts
 * only what code of the class path asks, and only while the program runs. What a static initialiser asks, an executable
 * has asked when it was built.
 *
 * <p>A line is {@code operation TAB class or resource TAB member or nothing TAB who asks}.
 */
public final class Recorder {

    private static final Set<Class<?>> ASKED =
            Set.of(Recorder.class, Class.class, ClassLoader.class, MethodHandles.Lookup.class);
    private static final Set<String> LINES = ConcurrentHashMap.newKeySet();
    private static final ThreadLocal<Boolean> BUSY = new ThreadLocal<>();
    private static volatile boolean recording;

    private Recorder() {}

    /** From here on the program runs; a service calls it when its start-up steps of the build are over. */
    public static void begin() {
        recording = true;
    }

    /** Writes the lines into the file when the program ends. */
    static void writeAtExit(Path file) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            recording = false;
            try {
                Files.write(file, new TreeSet<>(LINES));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    /** A question about a class: its member's name, or nothing when it is about all of them. */
    public static void about(String operation, Class<?> type, String member) {
        if (recording && type.getClassLoader() != null) {
            record(operation, type.getName(), member);
        }
    }

    /** A class or a resource is looked for by its name. */
    public static void named(String operation, String name) {
        if (recording && name != null) {
            record(operation, name, "");
        }
    }

    /** A resource is looked for by a name that may be relative to the class's package. */
    public static void beside(String operation, Class<?> type, String name) {
        if (recording && name != null) {
            String folder = type.getPackageName().replace('.', '/');
            record(operation, name.startsWith("/") ? name.substring(1) : folder + "/" + name, "");
        }
    }

    private static void record(String operation, String subject, String member) {
        if (BUSY.get() != null) {
            return;
        }
        BUSY.set(true);
        try {
            List<StackFrame> frames = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                    .walk(stack -> stack.collect(Collectors.toList()));
            for (StackFrame frame : frames) {
                if (frame.getMethodName().equals("<clinit>")) {
                    return;
                }
            }
            for (StackFrame frame : frames) {
                Class<?> asking = frame.getDeclaringClass();
                if (ASKED.contains(asking)) {
                    continue;
                }
                if (asking.getClassLoader() != null || asking.getName().startsWith("java.util.ServiceLoader")) {
                    LINES.add(operation + '\t' + subject + '\t' + member + '\t' + asking.getName());
                }
                return;
            }
        } finally {
            BUSY.remove();
        }
    }
}
