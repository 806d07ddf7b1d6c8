package chad.ide.history;

import chad.ide.engine.Repositories;
import chad.ide.engine.Repository;
import chad.ide.problem.ProblemType;
import chad.ide.projects.Projects;
import chad.ide.runs.StoredRun;
import chad.ide.store.SchemaShape;
import chad.ide.store.StoreReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares, by git, the commit that was recorded after a node with the one before it. The commits lie in the repository
 * of the project, also when the worktree in which they were made is gone. So it works for git and for jj, and sooner than
 * the engine, which refuses git.
 *
 * <p>A repository that a store names is data: only in that of a project is a program started.
 */
@Singleton
public class WorkspaceDiff {

    /** What git itself knows as the commit of nothing. */
    private static final String NOTHING = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private final StoreReader reader;
    private final Repositories repositories;
    private final Projects projects;

    WorkspaceDiff(StoreReader reader, Repositories repositories, Projects projects) {
        this.reader = reader;
        this.repositories = repositories;
        this.projects = projects;
    }

    /**
     * Two commits.
     *
     * @param folder of the repository that has both
     */
    record Span(Path folder, String base, String target) {}

    private record After(String pointer, @Nullable String folder, int attempt, long startedAtMs) {}

    private record Origin(
            @Nullable String root,
            @Nullable String revision,
            @Nullable String tools) {}

    /**
     * What to compare for a node's last attempt; empty when no commit was recorded, or the repository is that of no
     * project.
     */
    Optional<Span> of(StoredRun run, String nodeId, int iteration) {
        if (!recordsCommits(run)) {
            return Optional.empty();
        }
        Optional<After> after = reader.first(
                run.store(),
                """
                SELECT substr(CAST(jj_pointer AS TEXT), 1, 128) AS jj_pointer, substr(jj_cwd, 1, 4096) AS jj_cwd, attempt, started_at_ms
                  FROM _smithers_attempts
                 WHERE run_id = ? AND node_id = ? AND iteration = ? AND jj_pointer IS NOT NULL
                 ORDER BY attempt DESC
                 LIMIT 1
                """,
                row -> new After(
                        row.getString("jj_pointer"),
                        row.getString("jj_cwd"),
                        row.getInt("attempt"),
                        row.getLong("started_at_ms")),
                run.id(),
                nodeId,
                iteration);
        Optional<Origin> origin = reader.first(
                run.store(),
                """
                SELECT substr(vcs_root, 1, 4096) AS vcs_root, substr(vcs_revision, 1, 128) AS vcs_revision,
                       CASE WHEN json_valid(config_json) THEN substr(json_extract(config_json, '$.rootDir'), 1, 4096) END AS tools
                  FROM _smithers_runs
                 WHERE run_id = ?
                """,
                row -> new Origin(row.getString("vcs_root"), row.getString("vcs_revision"), row.getString("tools")),
                run.id());
        if (after.isEmpty() || origin.isEmpty() || !isCommit(after.get().pointer())) {
            return Optional.empty();
        }
        return folder(origin.get().root())
                .map(folder -> new Span(
                        folder,
                        base(run, nodeId, iteration, after.get(), origin.get(), folder),
                        after.get().pointer()));
    }

    /** The oldest engines kept neither. */
    private boolean recordsCommits(StoredRun run) {
        SchemaShape shape = reader.shape(run.store());
        return shape.has("_smithers_attempts", "jj_cwd") && shape.has("_smithers_runs", "vcs_root");
    }

    /** Where git finds the commits: jj keeps them in a repository of git's, beside its own or inside it. */
    private Optional<Path> folder(@Nullable String root) {
        if (root == null) {
            return Optional.empty();
        }
        return projects.all().stream()
                .filter(project -> project.problem() == null)
                .flatMap(project -> projects.repository(project).stream())
                .map(Repository::root)
                .filter(known -> known.equals(Path.of(root)))
                .map(known -> Files.exists(known.resolve(".git")) ? known : known.resolve(".jj/repo/store/git"))
                .filter(Files::isDirectory)
                .findFirst();
    }

    /**
     * What was there before: the state after the attempt before, else after the task before in the same folder, else what
     * the folder began with. A worktree begins with the commit that it was made from.
     */
    private String base(StoredRun run, String nodeId, int iteration, After after, Origin origin, Path folder) {
        Optional<String> before = reader.first(
                        run.store(),
                        """
                        SELECT substr(CAST(jj_pointer AS TEXT), 1, 128) AS jj_pointer
                          FROM _smithers_attempts
                         WHERE run_id = ? AND jj_cwd IS ? AND jj_pointer IS NOT NULL AND finished_at_ms IS NOT NULL
                           AND ((node_id = ? AND iteration = ? AND attempt < ?)
                                OR ((node_id <> ? OR iteration <> ?) AND finished_at_ms <= ?))
                         ORDER BY (node_id = ? AND iteration = ?) DESC, finished_at_ms DESC
                         LIMIT 1
                        """,
                        row -> row.getString("jj_pointer"),
                        run.id(),
                        after.folder(),
                        nodeId,
                        iteration,
                        after.attempt(),
                        nodeId,
                        iteration,
                        after.startedAtMs(),
                        nodeId,
                        iteration)
                .filter(WorkspaceDiff::isCommit);
        if (before.isPresent()) {
            return before.get();
        }
        String revision = origin.revision();
        if (revision == null || !isCommit(revision)) {
            return NOTHING;
        }
        if (after.folder() == null || after.folder().equals(origin.tools())) {
            return revision;
        }
        Repositories.Said common = repositories.git(folder, "merge-base", revision, after.pointer());
        String found = common.output().strip();
        return common.succeeded() && isCommit(found) ? found : NOTHING;
    }

    /**
     * The files that differ between the state after an attempt and the newest that was recorded in the same folder; none
     * when that can't be told.
     */
    public List<String> changedSince(StoredRun run, String nodeId, int iteration, int attempt) {
        if (!recordsCommits(run)) {
            return List.of();
        }
        record Both(@Nullable String then, @Nullable String now) {}
        Optional<Both> both = reader.first(
                run.store(),
                """
                SELECT substr(a.jj_pointer, 1, 128) AS then_pointer,
                       (SELECT substr(b.jj_pointer, 1, 128)
                          FROM _smithers_attempts b
                         WHERE b.run_id = a.run_id AND b.jj_cwd IS a.jj_cwd AND b.jj_pointer IS NOT NULL
                         ORDER BY b.finished_at_ms DESC
                         LIMIT 1) AS now_pointer
                  FROM _smithers_attempts a
                 WHERE a.run_id = ? AND a.node_id = ? AND a.iteration = ? AND a.attempt = ?
                """,
                row -> new Both(row.getString("then_pointer"), row.getString("now_pointer")),
                run.id(),
                nodeId,
                iteration,
                attempt);
        Optional<String> root = reader.first(
                        run.store(),
                        "SELECT substr(vcs_root, 1, 4096) AS vcs_root FROM _smithers_runs WHERE run_id = ?",
                        row -> Optional.ofNullable(row.getString("vcs_root")),
                        run.id())
                .flatMap(found -> found);
        Optional<Path> folder = folder(root.orElse(null));
        String then = both.map(Both::then).orElse(null);
        String now = both.map(Both::now).orElse(null);
        if (folder.isEmpty() || then == null || now == null || !isCommit(then) || !isCommit(now)) {
            return List.of();
        }
        Repositories.Said said = repositories.git(
                folder.get(), "-c", "core.quotepath=false", "diff", "--name-only", "--no-renames", "-z", now, then);
        return Arrays.stream(said.output().split("\0", -1))
                .filter(name -> said.succeeded() && !name.isEmpty())
                .toList();
    }

    private static boolean isCommit(String pointer) {
        return pointer.matches("[0-9a-f]{40}([0-9a-f]{24})?");
    }

    /** As a unified diff, without the files of the engine itself. */
    String patch(Span span) {
        Repositories.Said said = repositories.git(
                span.folder(),
                "-c",
                "core.quotepath=false",
                "diff",
                "--no-color",
                "--no-ext-diff",
                "--no-textconv",
                "--no-renames",
                "--src-prefix=a/", // whatever diff.noprefix says
                "--dst-prefix=b/",
                span.base(),
                span.target(),
                "--",
                ":(top)",
                ":(top,exclude,glob)**/.smithers/executions/**",
                ":(top,exclude,glob)**/.smithers/logs/**",
                ":(top,exclude,glob)**/.smithers/smithers.db*");
        if (!said.succeeded()) {
            throw ProblemType.DIFF_NOT_AVAILABLE.because(
                    "git could not compare the commits %s and %s of the project's repository: %s"
                            .formatted(
                                    shortened(span.base()),
                                    shortened(span.target()),
                                    said.errors().strip()));
        }
        return said.output();
    }

    private static String shortened(String commit) {
        return commit.substring(0, 12);
    }

    /** The patch as the engine keeps one: {@code {baseRef, patches: [{path, operation, diff, binaryContent?}]}}. */
    static ObjectNode bundle(Span span, String patch) {
        ObjectNode bundle = JsonNodeFactory.instance.objectNode().put("baseRef", span.base());
        ArrayNode patches = bundle.putArray("patches");
        for (String file : files(patch)) {
            String header = file.substring(0, Math.max(0, file.indexOf('\n')));
            String body = file.substring(header.length());
            int hunks = body.indexOf("\n@@ ");
            String head = hunks < 0 ? body : body.substring(0, hunks);
            ObjectNode one = patches.addObject()
                    .put("path", path(header))
                    .put("operation", operation(head))
                    .put("diff", file);
            if (head.contains("\nBinary files ")) {
                one.put("binaryContent", "");
            }
        }
        return bundle;
    }

    private static List<String> files(String patch) {
        List<String> files = new ArrayList<>();
        int start = patch.startsWith("diff --git ") ? 0 : -1;
        while (start >= 0) {
            int next = patch.indexOf("\ndiff --git ", start); // a line of a file's text begins with a sign or a blank
            files.add(next < 0 ? patch.substring(start) : patch.substring(start, next + 1));
            start = next < 0 ? -1 : next + 1;
        }
        return files;
    }

    /** Of {@code diff --git a/PATH b/PATH}, or of the same in quotes when the path has odd characters. */
    private static String path(String header) {
        String both = header.substring("diff --git ".length());
        String one = both.substring(0, (both.length() - 1) / 2);
        return one.startsWith("\"") ? one.substring(3, one.length() - 1) : one.substring(2);
    }

    private static String operation(String head) {
        if (head.startsWith("\nnew file mode ")) {
            return "add";
        }
        return head.startsWith("\ndeleted file mode ") ? "delete" : "modify";
    }
}
