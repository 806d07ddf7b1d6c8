package chad.nativecheck.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts a call of {@link Recorder} before the reflective methods of the JDK; a stand-in for GraalVM's tracing agent, which
 * is no part of other JDKs. Its argument is the file to write; a command of the CLI is recorded from its first line.
 */
public final class RecordingAgent implements ClassFileTransformer {

    private static final ClassDesc RECORDER = ClassDesc.of("chad.nativecheck.agent.Recorder");
    private static final MethodTypeDesc NAMED =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String, ConstantDescs.CD_String);
    private static final MethodTypeDesc ABOUT = MethodTypeDesc.of(
            ConstantDescs.CD_void, ConstantDescs.CD_String, ConstantDescs.CD_Class, ConstantDescs.CD_String);
    private static final Set<String> MEMBERS = Set.of(
            "getConstructors",
            "getDeclaredConstructors",
            "getConstructor",
            "getDeclaredConstructor",
            "getMethods",
            "getDeclaredMethods",
            "getMethod",
            "getDeclaredMethod",
            "getFields",
            "getDeclaredFields",
            "getField",
            "getDeclaredField",
            "getRecordComponents",
            "getDeclaredClasses");
    private static final Set<String> RESOURCES =
            Set.of("getResource", "getResources", "getResourceAsStream", "findResource", "findResources");

    private static @Nullable Instrumentation started;

    /** The main class of a program that has no start-up at build time. */
    private final String plainMain;

    private RecordingAgent(String plainMain) {
        this.plainMain = plainMain.replace('.', '/');
    }

    /** The arguments: the file, and the main class of a program that is no Quarkus service or nothing. */
    public static void premain(String arguments, Instrumentation jvm) throws UnmodifiableClassException {
        started = jvm;
        String[] parts = arguments.split(",", -1);
        Recorder.writeAtExit(Path.of(parts[0]));
        jvm.addTransformer(new RecordingAgent(parts[1]), true);
        jvm.retransformClasses(Class.class, ClassLoader.class, MethodHandles.Lookup.class);
    }

    /** The JVM's own view of itself. */
    static Instrumentation jvm() {
        return Objects.requireNonNull(started, "the agent was not asked for");
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        return switch (name) {
            case "java/lang/Class" -> withCalls(bytes, RecordingAgent::asks, RecordingAgent::tellOfClass);
            case "java/lang/invoke/MethodHandles$Lookup" ->
                withCalls(bytes, RecordingAgent::finds, RecordingAgent::tellOfLookup);
            case "java/lang/ClassLoader" -> withCalls(bytes, RecordingAgent::looks, RecordingAgent::tellOfLoader);
            case "io/quarkus/runner/ApplicationImpl" -> withCalls(bytes, named("doStart"), RecordingAgent::begin);
            default -> name.equals(plainMain) ? withCalls(bytes, named("main"), RecordingAgent::begin) : null;
        };
    }

    private static Predicate<MethodModel> named(String name) {
        return method -> method.methodName().equalsString(name);
    }

    private static boolean asks(MethodModel method) {
        String name = method.methodName().stringValue();
        boolean open = method.flags().has(AccessFlag.PUBLIC);
        return open
                && (MEMBERS.contains(name)
                        || RESOURCES.contains(name)
                        || (name.equals("forName") && takesName(method)));
    }

    private static boolean looks(MethodModel method) {
        return method.flags().has(AccessFlag.PUBLIC)
                && RESOURCES.contains(method.methodName().stringValue());
    }

    private static boolean finds(MethodModel method) {
        return method.methodName().equalsString("findClass")
                || method.methodName().equalsString("findConstructor");
    }

    private static boolean takesName(MethodModel method) {
        return method.methodTypeSymbol().parameterType(0).equals(ConstantDescs.CD_String);
    }

    private static void tellOfClass(MethodModel method, CodeBuilder code) {
        String name = method.methodName().stringValue();
        MethodTypeDesc type = method.methodTypeSymbol();
        code.loadConstant(name);
        if (name.equals("forName")) {
            code.aload(0).invokestatic(RECORDER, "named", NAMED);
            return;
        }
        code.aload(0);
        if (type.parameterCount() > 0 && takesName(method)) {
            code.aload(1);
        } else {
            code.loadConstant("");
        }
        code.invokestatic(RECORDER, RESOURCES.contains(name) ? "beside" : "about", ABOUT);
    }

    private static void tellOfLoader(MethodModel method, CodeBuilder code) {
        code.loadConstant(method.methodName().stringValue()).aload(1).invokestatic(RECORDER, "named", NAMED);
    }

    private static void tellOfLookup(MethodModel method, CodeBuilder code) {
        code.loadConstant(method.methodName().stringValue()).aload(1);
        if (takesName(method)) {
            code.invokestatic(RECORDER, "named", NAMED);
        } else {
            code.loadConstant("").invokestatic(RECORDER, "about", ABOUT);
        }
    }

    private static void begin(MethodModel method, CodeBuilder code) {
        code.invokestatic(RECORDER, "begin", MethodTypeDesc.of(ConstantDescs.CD_void));
    }

    private interface Telling {
        void write(MethodModel method, CodeBuilder code);
    }

    private static byte[] withCalls(byte[] bytes, Predicate<MethodModel> which, Telling telling) {
        ClassFile files = ClassFile.of();
        return files.transformClass(files.parse(bytes), (ClassTransform) (classBuilder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent() && which.test(method)) {
                classBuilder.transformMethod(method, (methodBuilder, part) -> {
                    if (part instanceof CodeModel code) {
                        methodBuilder.transformCode(code, new CodeTransform() {
                            @Override
                            public void atStart(CodeBuilder builder) {
                                telling.write(method, builder);
                            }

                            @Override
                            public void accept(CodeBuilder builder, CodeElement instruction) {
                                builder.with(instruction);
                            }
                        });
                    } else {
                        methodBuilder.with(part);
                    }
                });
            } else {
                classBuilder.with(element);
            }
        });
    }
}
