package chad.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The static initialisers of a service and its first start-up step run when the executable is built, and what they leave
 * becomes part of it: see {@link chad.nativecheck.agent.StaticInitProbe}.
 */
class StaticInitIT {

    private static final int LIMIT_SECONDS = 60;

    @ParameterizedTest
    @MethodSource("chad.nativecheck.NativeSources#services")
    void nothingAliveIsBuiltIn(NativeSources sources, @TempDir Path folder) throws IOException, InterruptedException {
        List<String> lines = probe(sources, folder);

        assertThat(lines).as("what the walk came by").anyMatch(line -> line.startsWith("ours\t"));
        assertThat(lines.stream().filter(line -> line.startsWith("alive\t")))
                .as(
                        "made by a static initialiser, so native-image would refuse it or freeze it: make it when it is needed")
                .isEmpty();
    }

    private static List<String> probe(NativeSources sources, Path folder) throws IOException, InterruptedException {
        Path agent = Watched.agent(folder);
        Path found = folder.resolve("found.tsv");
        Path log = folder.resolve("probe.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "--enable-native-access=ALL-UNNAMED",
                "-javaagent:" + agent + "=" + folder.resolve("recording.tsv") + ",",
                "-cp",
                sources.jar() + File.pathSeparator + agent,
                "chad.nativecheck.agent.StaticInitProbe",
                found.toString()));
        sources.ownJars().forEach(jar -> command.add(jar.toString()));
        sources.plainLibraries().forEach(jar -> command.add(jar.toString()));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(found);
    }
}
