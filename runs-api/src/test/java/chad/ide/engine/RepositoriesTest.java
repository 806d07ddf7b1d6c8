package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chad.ide.engine.Repository.Kind;
import chad.ide.testing.EngineStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state folder in a clone: nobody who looks for a repository from below it may find the clone. */
class RepositoriesTest {

    private final Path clone;
    private final Path work;
    private final EngineWorkbench bench;

    RepositoriesTest(@TempDir Path folder) throws IOException {
        this.clone = folder.toRealPath();
        this.work = Files.createDirectories(clone.resolve("state/work"));
        this.bench = new EngineWorkbench(clone.resolve("state"), clone.resolve("workflows"));
    }

    @BeforeEach
    void theStateLiesInAClone() {
        assertThat(repositories(bench).git(clone, "init").succeeded()).isTrue();
    }

    private static Repositories repositories(EngineWorkbench bench) {
        return new Repositories(bench.folder(), bench.installation(), bench.environment(System.getenv()));
    }

    /** Named by the operator for engine processes, and for nothing else. */
    @Test
    void whatAgentsAreGivenReachesNoProgramThatIsAskedAboutRepositories() throws IOException {
        Map<String, String> ours = new HashMap<>(System.getenv());
        ours.put("GITLAB_TOKEN", "glpat-1234567890");
        ChildEnvironment environment = bench.environment(ours, "GITLAB_TOKEN");
        assertThat(environment.variables(bench.folder())).containsKey("GITLAB_TOKEN");
        Repositories repositories = new Repositories(bench.folder(), bench.installation(), environment);

        assertThat(repositories.git(clone, "-c", "alias.seen=!env", "seen").output())
                .contains("GIT_OPTIONAL_LOCKS=0")
                .doesNotContain("GITLAB_TOKEN");
    }

    @Test
    void nobodyLooksFurtherUpThanTheStateFolder() throws IOException {
        Repositories repositories = repositories(bench);

        assertThat(repositories.around(clone)).contains(new Repository(Kind.GIT, clone));
        assertThat(repositories.around(work)).isEmpty();
        assertThat(repositories.git(work, "rev-parse", "--show-toplevel").succeeded())
                .isFalse();

        Files.createDirectories(work.resolve(".git"));
        assertThat(repositories.around(work.resolve("deeper"))).contains(new Repository(Kind.GIT, work));
        Files.createDirectories(work.resolve(".jj"));
        assertThat(repositories.around(work)).contains(new Repository(Kind.JJ, work));
    }

    /** jj knows no ceilings: it recorded the files of whatever repository lay above. */
    @Test
    void whatTheEngineTakesForJjLooksNoFurtherUpEither() throws Exception {
        Files.createDirectories(clone.resolve(".jj"));
        Map<String, String> variables =
                bench.environment(System.getenv()).variables(bench.folder()); // with the ceilings
        bench.guard().protect(variables, EngineCommand.of("up"), null, bench.place(), bench.state);

        EngineCall.Output said = EngineCall.run(
                List.of(variables.get("SMITHERS_JJ_PATH"), "log", "-r", "@", "--no-graph", "--template", "commit_id"),
                work,
                variables,
                bench.config().timeLimit(),
                65_536);

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.errors()).contains("There is no repository around");
    }

    @Test
    void aRepositoryIsMadeWithACommitToBeginFrom() {
        EngineWorkbench installed =
                new EngineWorkbench(bench.state, EngineStores.nodeModules().resolveSibling("."));
        Repositories repositories = repositories(installed);

        assertThat(repositories.make(work)).isEmpty();

        assertThat(repositories.around(work)).contains(new Repository(Kind.JJ, work));
        assertThat(repositories.git(work, "rev-parse", "--verify", "main").succeeded())
                .isTrue();
    }

    /** The next look took it for ready, and it had no commit to make a worktree from. */
    @Test
    void aRepositoryThatIsHalfMadeDoesNotStay() throws IOException {
        Path jj = new EngineWorkbench(bench.state, EngineStores.nodeModules().resolveSibling("."))
                .installation()
                .jj()
                .orElseThrow();
        Path modules = Files.createDirectories(clone.resolve("workflows/node_modules"));
        Path failing = Files.createDirectories(modules.resolve("@smithers-orchestrator/jj-here/bin"))
                .resolve("jj");
        Files.writeString(failing, "#!/bin/sh\n[ \"$1\" = commit ] && exit 1\nexec '%s' \"$@\"\n".formatted(jj));
        Files.setPosixFilePermissions(failing, PosixFilePermissions.fromString("rwx------"));
        Repositories repositories = repositories(bench);

        assertThat(repositories.make(work))
                .hasValueSatisfying(why -> assertThat(why).contains("jj commit"));
        assertThat(work).isEmptyDirectory();
        Files.delete(failing);
        Files.createSymbolicLink(failing, jj);
        assertThat(repositories.make(work)).isEmpty();
    }

    /** An engine that is ended in the middle of a record left it there for good, and with it no task had a diff. */
    @Test
    void aLockThatNobodyHoldsAnyMoreEndsNoDiffs() throws Exception {
        Path lock = Files.createFile(clone.resolve(".git/runs-ide.index.lock"));
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
        Map<String, String> variables = bench.environment(System.getenv()).variables(bench.folder());
        bench.guard().protect(variables, EngineCommand.of("up"), null, bench.place(), bench.state);

        EngineCall.Output said = EngineCall.run(
                List.of(variables.get("SMITHERS_JJ_PATH"), "log", "-r", "@", "--no-graph", "--template", "commit_id"),
                clone,
                variables,
                bench.config().timeLimit(),
                65_536);

        assertThat(said.errors()).doesNotContain("index.lock");
        assertThat(said.output().strip()).matches("[0-9a-f]{40}");
        assertThat(lock).doesNotExist();
    }

    @Test
    void withoutJjItIsSaid() {
        assumeThat(bench.installation().jj()).as("jj of this machine").isEmpty();
        assertThat(repositories(bench).make(work))
                .hasValueSatisfying(why -> assertThat(why).contains("jj was not found", "scripts/install-engine"));
        assertThat(work).isEmptyDirectory();
    }
}
