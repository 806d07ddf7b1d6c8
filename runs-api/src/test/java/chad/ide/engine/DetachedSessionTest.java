package chad.ide.engine;

import static java.nio.file.Files.exists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedSessionTest {

    @Test
    void aSignalToTheServicesGroupDoesNotReachTheEngine(@TempDir Path folder) throws Exception {
        survivesASignalToTheGroup(folder, System.getenv("PATH"));
    }

    @Test
    void perlServesWhereSetsidIsMissing(@TempDir Path folder) throws Exception {
        Path onlyPerl = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(onlyPerl.resolve("perl"), Path.of("/usr/bin/perl"));

        assertThat(DetachedSession.command(List.of("true"), onlyPerl.toString()).getFirst())
                .endsWith("/perl");
        survivesASignalToTheGroup(folder, onlyPerl.toString());
    }

    @Test
    void withNeitherTheProgramRunsAllTheSame() {
        assertThat(DetachedSession.command(List.of("smithers", "up"), "/nowhere"))
                .containsExactly("smithers", "up");
    }

    /** A shell plays the service, in a group of its own, and starts an engine as the service does. */
    private static void survivesASignalToTheGroup(Path folder, String searchPath) throws Exception {
        Path pid = folder.resolve("pid");
        String engine = DetachedSession.command(List.of("/bin/sleep", "300"), searchPath).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Process service = new ProcessBuilder(
                        "setsid",
                        "sh",
                        "-c",
                        engine + " & echo $! > " + pid + ".new; mv " + pid + ".new " + pid + "; wait")
                .start();
        await().until(() -> exists(pid));
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        try {
            await().until(() -> session(child.pid()) == child.pid());

            new ProcessBuilder("kill", "-TERM", "--", "-" + service.pid())
                    .start()
                    .waitFor();

            await().until(() -> !service.isAlive());
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly();
        }
    }

    private static long session(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
    }
}
