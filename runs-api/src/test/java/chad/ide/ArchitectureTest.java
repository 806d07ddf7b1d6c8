package chad.ide;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between the packages. Who breaks one changes this test and says why. */
class ArchitectureTest {

    private static final String[] EDGES = {"..web..", "..mcp..", "..observability.."};
    private static final String[] CAPABILITIES = {
        "..runs..",
        "..detail..",
        "..history..",
        "..approvals..",
        "..workflows..",
        "..lifecycle..",
        "..models..",
        "..audit..",
        "..live..",
        "..notices..",
        "..experiments..",
        "..reports..",
        "..backup..",
        "..upkeep..",
        "..projects..",
        "..stats..",
        "..spend..",
        "..budgets..",
        "..forecast..",
        "..traces..",
        "..schedules.."
    };
    private static final String[] GROUND = {"..store..", "..engine..", "..tree.."};

    /** What lies on the disk, for everybody: the words too have something to remember, as security its ended sessions. */
    private static final String[] DISK = {"..ledger..", "..files.."};

    private static final String[] WORDS = {
        "..problem..", "..request..", "..security..", "..logging..", "..settings..", "..answers..", "..secrets.."
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("chad.ide");

    @Test
    void arrowsPointDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("edges")
                .definedBy(EDGES)
                .layer("capabilities")
                .definedBy(CAPABILITIES)
                .layer("ground")
                .definedBy(GROUND)
                .layer("disk")
                .definedBy(DISK)
                .layer("words")
                .definedBy(WORDS)
                .whereLayer("edges")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("capabilities")
                .mayOnlyBeAccessedByLayers("edges")
                .whereLayer("ground")
                .mayOnlyBeAccessedByLayers("edges", "capabilities")
                .check(CLASSES);
    }

    /** One that is in no layer would be guarded by nothing. */
    @Test
    void everyPackageIsALayer() {
        Set<String> layered = Stream.of(EDGES, CAPABILITIES, GROUND, DISK, WORDS)
                .flatMap(Stream::of)
                .map(pattern -> "chad.ide." + pattern.replace(".", ""))
                .collect(toSet());

        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals("chad.ide"))
                        .collect(toSet()))
                .isEqualTo(layered);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("chad.ide.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyStoreAndLedgerKnowSqlite() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackages("..store..", "..ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.sqlite..", "io.agroal..", "org.flywaydb..")
                .check(CLASSES);
    }

    @Test
    void theStoreDoesNotKnowTheEngine() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("..store..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..engine..")
                .check(CLASSES);
    }

    @Test
    void theLedgerKnowsNobodyWhoRemembersByIt() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage(DISK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(GROUND)
                .check(CLASSES);
    }

    @Test
    void theGroundKnowsNoHttp() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage("..store..", "..engine..", "..tree..", "..ledger..", "..files..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs..")
                .check(CLASSES);
    }
}
