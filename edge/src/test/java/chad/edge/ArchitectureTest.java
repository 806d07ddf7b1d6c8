package chad.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What does not move in here; {@code package-info} says why. */
class ArchitectureTest {

    @Test
    void itKnowsNoServiceAndNoFile() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "chad.volume..",
                        "chad.ide..",
                        "chad.refresh..",
                        "chad.roster..",
                        "chad.cli..",
                        "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.File")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("chad.edge"));
    }
}
