package chad.nativecheck;

import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.never;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ResourceBundle;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What our own code keeps to, so that the rest of this module has little to find. */
class BytecodeIT {

    private static final JavaClasses OURS = new ClassFileImporter()
            .importPaths(Stream.of("volume", "edge", "runs-api", "model-refresh", "fusion-roster", "chad-runs")
                    .map(module -> NativeSources.root().resolve(module).resolve("target/classes"))
                    .toArray(Path[]::new));

    /** What tells of the machine, the process or the moment; in an executable it would be the builder's. */
    private static final Set<String> OF_THE_MOMENT = Set.of(
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.console",
            "java.lang.System.loadLibrary",
            "java.lang.ProcessHandle.current",
            "java.lang.Runtime.availableProcessors",
            "java.lang.Runtime.maxMemory",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.Clock.systemDefaultZone",
            "java.time.ZoneId.systemDefault",
            "java.util.TimeZone.getDefault",
            "java.util.Locale.getDefault",
            "java.nio.charset.Charset.defaultCharset",
            "java.nio.file.Path.toAbsolutePath",
            "java.nio.file.Path.toRealPath",
            "java.net.InetAddress.getLocalHost",
            "java.net.InetAddress.getByName",
            "java.util.UUID.randomUUID",
            "java.lang.Math.random",
            "java.lang.Thread.start",
            "java.sql.DriverManager.getConnection",
            "java.net.http.HttpClient.newHttpClient",
            "java.net.http.HttpClient$Builder.build");

    /** All that these classes do is of the moment. */
    private static final Set<String> ALL_OF_THE_MOMENT = Set.of(
            "java.nio.file.Files",
            "java.security.SecureRandom",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.concurrent.Executors",
            "java.lang.ProcessBuilder",
            "java.io.FileInputStream",
            "java.io.RandomAccessFile");

    @Test
    void nothingIsLookedUpByName() {
        noClasses()
                .should()
                .callMethodWhere(target("java.lang.Class.forName", "java.lang.ClassLoader.loadClass"))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(AccessibleObject.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Executable.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Field.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Proxy.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ServiceLoader.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ResourceBundle.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(URLClassLoader.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class)
                .because("a native executable knows only what was registered when it was built")
                .check(OURS);
    }

    @Test
    void poolsAreMadeWithoutLookingForTheirClass() {
        noClasses()
                .should()
                .callMethodWhere(target("io.agroal.api.AgroalDataSource.from"))
                .because("it looks for the pool's class by its name; call the constructor")
                .check(OURS);
    }

    @Test
    void staticInitialisersTakeNothingFromTheMachineThatBuilds() {
        classes()
                .should(never(accessTargetWhere(ofTheMoment())))
                .because("static initialisers of a service run when its executable is built")
                .check(OURS);
    }

    private static DescribedPredicate<JavaAccess<?>> ofTheMoment() {
        return DescribedPredicate.describe("it stands in a static initialiser and tells of the moment", access -> {
            String owner = access.getTargetOwner().getName();
            return access.getOrigin().getName().equals("<clinit>")
                    && (ALL_OF_THE_MOMENT.contains(owner) || OF_THE_MOMENT.contains(owner + "." + access.getName()));
        });
    }

    private static DescribedPredicate<JavaAccess<?>> target(String... methods) {
        Set<String> named = Set.of(methods);
        return DescribedPredicate.describe(
                "it calls " + named,
                access -> named.contains(access.getTargetOwner().getName() + "." + access.getName()));
    }
}
