package chad.cli;

import chad.cli.api.Answer;
import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Json;
import chad.cli.api.Query;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "save",
        description = {
            "Saves a workflow's source from a file or stdin.",
            "An existing file is replaced only if it still has the text that your last `cat` or `save`"
                    + " showed; the previous text is kept as a version."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class SaveCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "WORKFLOW", description = "The workflow's file name.")
    private String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The source; stdin by default, or with -.")
    private @Nullable String file;

    @Option(names = "--template", paramLabel = "NAME", description = "A new file from a template: plain, fusion, …")
    private @Nullable String template;

    @ArgGroup
    private Replacing replacing = new Replacing();

    /** Which text may be replaced. */
    static final class Replacing {
        @Option(names = "--etag", paramLabel = "ETAG", description = "Replace only the text with this ETag.")
        private @Nullable String etag;

        @Option(names = "--force", description = "Replace whatever is there now. It is kept as a version.")
        private boolean force;

        @Option(names = "--new", description = "Only if the file does not exist yet.")
        private boolean isNew;
    }

    @Override
    ExitCode run() {
        ObjectNode body = Json.object().put("name", name);
        if (template != null) {
            body.put("template", template);
        } else {
            body.put("source", TextArgument.read(file == null ? "-" : file));
        }
        EtagCache etags = new EtagCache(server.server());
        warnOfStrandedRuns();
        Answer answer = send(body, etags);
        JsonNode saved = answer.json();
        etags.remember(name, saved.path("etag").asText());
        if (output.wantsJson()) {
            printJson(answer);
        } else {
            out().println("✓ saved " + Format.text(saved.path("name")) + "  etag " + Format.text(saved.path("etag")));
        }
        return ExitCode.DONE;
    }

    private Answer send(ObjectNode body, EtagCache etags) {
        try {
            return api().send("POST", Query.of("workflow-file"), body, precondition(etags));
        } catch (ApiException refused) {
            throw refused.status() == 412 || refused.status() == 428 ? explained(refused) : refused;
        }
    }

    private Map<String, String> precondition(EtagCache etags) {
        if (replacing.isNew || template != null) {
            return Map.of("If-None-Match", "*");
        }
        Optional<String> etag =
                replacing.force ? current() : replacing.etag != null ? Optional.of(replacing.etag) : etags.etag(name);
        return etag.map(known -> Map.of("If-Match", '"' + known.replace("\"", "") + '"'))
                .orElse(Map.of());
    }

    private Optional<String> current() {
        try {
            return Optional.ofNullable(
                    api().get(Query.of("workflow-file").with("name", name)).etag());
        } catch (ApiException missing) {
            if (missing.status() == 404) {
                return Optional.empty();
            }
            throw missing;
        }
    }

    private ApiException explained(ApiException refused) {
        String why = refused.status() == 428
                ? name + " exists, and it is not known which version of it you have seen. Nothing was saved."
                : refused.getMessage() + " Nothing was saved.";
        return new ApiException(
                ExitCode.FAILED,
                refused.status(),
                refused.type(),
                why,
                refused.details(),
                "chad-runs cat %s > theirs, merge the two, save again; or save --force".formatted(name));
    }

    /** The engine goes on with such runs only when told to accept the change. */
    private void warnOfStrandedRuns() {
        try {
            JsonNode runs = api().get(Query.of("workflow-file", "impact").with("name", name))
                    .json()
                    .path("runs");
            if (!runs.isEmpty()) {
                remark(("%d runs were launched with the previous text, %s for example. After the save they can be"
                                + " resumed only with" + " `chad-runs resume RUN --accept-workflow-change`.")
                        .formatted(runs.size(), Format.text(runs.get(0).path("runId"))));
            }
        } catch (ApiException notKnown) {
            if (notKnown.exitCode() == ExitCode.UNREACHABLE || notKnown.exitCode() == ExitCode.NOT_AUTHORISED) {
                throw notKnown;
            }
        }
    }
}
