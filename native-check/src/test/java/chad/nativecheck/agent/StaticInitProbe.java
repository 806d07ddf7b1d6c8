package chad.nativecheck.agent;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Does what native-image does with a Quarkus service when it builds it: runs the static initialisers, those of our own
 * classes and the service's own start-up step, and looks at the objects that they left, which would become part of the
 * executable. Lines of the output: {@code alive TAB path} for an object that can't be in there, since it stands for
 * something of the machine that builds or has to differ from start to start; {@code ours TAB class} for an instance of
 * a class of ours, which exists before any setting is known. Libraries that no extension looks after count as ours.
 *
 * <p>Only what is reached through our own code is told: what the libraries keep, their extensions take out.
 *
 * <p>Arguments: the file to write, and the jars with our classes and of those libraries.
 */
public final class StaticInitProbe {

    /** Our code, and the libraries that have no extension which would look after them. */
    private static final List<String> OURS = List.of("chad.", "org.jose4j.", "com.github.difflib.");

    private static final String OUR_TESTS = "chad.nativecheck.";

    /** An object, and how one gets there. */
    private record Found(Object object, String path, boolean throughOurs) {}

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Found> queue = new ArrayDeque<>();
    private final Set<String> lines = new TreeSet<>();

    private StaticInitProbe() {}

    public static void main(String[] arguments) throws Exception {
        List<String> ours = new ArrayList<>();
        for (String jar : List.of(arguments).subList(1, arguments.length)) {
            ours.addAll(classesOf(jar));
        }
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        for (String name : ours) {
            Class.forName(name, true, loader);
        }
        Class.forName("io.quarkus.runner.ApplicationImpl", true, loader);
        StaticInitProbe probe = new StaticInitProbe();
        probe.walk(RecordingAgent.jvm());
        Files.write(Path.of(arguments[0]), probe.lines);
        System.exit(0); // the JVM may have started threads that wait for a service to come
    }

    private static List<String> classesOf(String jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> OURS.stream().anyMatch(name::startsWith))
                    .toList();
        }
    }

    private void walk(Instrumentation jvm) {
        openAllModules(jvm);
        // Ours first: what is reached both ways is told.
        for (boolean ours : new boolean[] {true, false}) {
            for (Class<?> type : jvm.getAllLoadedClasses()) {
                if (type.getClassLoader() != null && isOurs(type) == ours) {
                    addStatics(type);
                }
            }
            while (!queue.isEmpty()) {
                look(queue.remove());
            }
        }
    }

    private static void openAllModules(Instrumentation jvm) {
        Set<Module> here = Set.of(StaticInitProbe.class.getModule());
        for (Module module : ModuleLayer.boot().modules()) {
            Map<String, Set<Module>> all = new HashMap<>();
            module.getPackages().forEach(name -> all.put(name, here));
            jvm.redefineModule(module, new HashSet<>(), Map.of(), all, Set.of(), Map.of());
        }
    }

    private void addStatics(Class<?> type) {
        for (Field field : fields(type)) {
            if (Modifier.isStatic(field.getModifiers())) {
                add(read(field, null), type.getName() + "." + field.getName(), isOurs(type));
            }
        }
    }

    private void look(Found found) {
        Object object = found.object();
        Class<?> type = object.getClass();
        boolean ours = isOurs(type);
        boolean throughOurs = found.throughOurs() || ours;
        if (ours && !type.isEnum() && !type.isRecord() && !type.isHidden() && !(object instanceof Class<?>)) {
            lines.add("ours\t" + type.getName());
        }
        if (isOfThisMachine(object)) {
            if (throughOurs) {
                lines.add("alive\t" + found.path() + " is " + type.getName());
            }
            return;
        }
        if (object instanceof Class<?>
                || object instanceof ClassLoader
                || object instanceof Module
                || object instanceof Thread
                || object instanceof Reference<?>) {
            return;
        }
        if (type.isArray()) {
            for (int i = 0; !type.getComponentType().isPrimitive() && i < Array.getLength(object); i++) {
                add(Array.get(object, i), found.path() + "[]", throughOurs);
            }
            return;
        }
        for (Class<?> part = type; part != null; part = part.getSuperclass()) {
            for (Field field : fields(part)) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    add(read(field, object), found.path() + "." + field.getName(), throughOurs);
                }
            }
        }
    }

    private static boolean isOfThisMachine(Object object) {
        return switch (object) {
            case Thread thread -> thread.getState() != Thread.State.NEW;
            case FileDescriptor descriptor ->
                descriptor.valid()
                        && descriptor != FileDescriptor.in
                        && descriptor != FileDescriptor.out
                        && descriptor != FileDescriptor.err;
            case ByteBuffer buffer -> buffer.isDirect();
            case Random random -> true;
            case SplittableRandom random -> true;
            case Channel channel -> true;
            case Socket socket -> true;
            case ServerSocket socket -> true;
            case WatchService watch -> true;
            case ZipFile file -> true;
            case Process process -> true;
            case ProcessHandle process -> true;
            default -> isHttpClient(object.getClass());
        };
    }

    /** By its name, because the loader of this class, the JVM's first, does not know it. */
    private static boolean isHttpClient(@Nullable Class<?> type) {
        return type != null
                && (type.getName().equals("java.net.http.HttpClient") || isHttpClient(type.getSuperclass()));
    }

    private void add(@Nullable Object object, String path, boolean throughOurs) {
        if (object != null && seen.add(object)) {
            queue.add(new Found(object, path, throughOurs));
        }
    }

    private static boolean isOurs(Class<?> type) {
        return OURS.stream().anyMatch(type.getName()::startsWith)
                && !type.getName().startsWith(OUR_TESTS);
    }

    private static List<Field> fields(Class<?> type) {
        try {
            return List.of(type.getDeclaredFields()).stream()
                    .filter(field -> !field.getType().isPrimitive())
                    .toList();
        } catch (NoClassDefFoundError partOfNoClassPath) {
            return List.of(); // an optional dependency of a library, which native-image skips as well
        }
    }

    private static @Nullable Object read(Field field, @Nullable Object owner) {
        try {
            return field.trySetAccessible() ? field.get(owner) : null; // those of dynamic proxies hold nothing
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (ExceptionInInitializerError | NoClassDefFoundError notInitialised) {
            return null;
        }
    }
}
