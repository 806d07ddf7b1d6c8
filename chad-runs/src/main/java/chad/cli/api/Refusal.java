package chad.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns an answer that is no success into what happened, the exit code, and the next command to try. */
final class Refusal {

    private static final Pattern RUN = Pattern.compile("/runs/([A-Za-z0-9._-]+)(/.*)?");
    private static final Pattern HOST = Pattern.compile("https?://([^/?#@]+).*");
    private static final int MAX_DETAILS = 20;

    private Refusal() {}

    static ApiException of(Server server, Query path, int status, Map<String, List<String>> headers, byte[] body) {
        JsonNode problem = problem(body);
        String urn = problem.path("type").asText("");
        String type = urn.substring(urn.lastIndexOf(':') + 1);
        String detail = problem.path("detail").asText("");
        if (status >= 300 && status < 400) {
            return redirected(server, headers);
        }
        if (type.isEmpty() && (status == 502 || status == 503 || status == 504 || status >= 520)) {
            return new ApiException(
                    ExitCode.UNREACHABLE,
                    status,
                    type,
                    "The proxy in front of %s answers with status %d: the Runs IDE behind it is down."
                            .formatted(server, status),
                    List.of(),
                    "chad-runs health");
        }
        String message = detail.isEmpty() ? usual(server, status) : detail;
        if (status == 401) {
            message = ("The Runs IDE at %s does not know your key. Set SMITHERS_RUNS_API_KEY, or CHAD_HOST_CREDS to"
                            + " its credentials.json.")
                    .formatted(server);
        }
        return new ApiException(
                exitCode(status), status, type, message, fields(problem), next(status, type, path.toString(), headers));
    }

    private static JsonNode problem(byte[] body) {
        try {
            return Json.read(body);
        } catch (IOException noProblem) {
            return MissingNode.getInstance();
        }
    }

    /** Only Cloudflare Access, which wants to see a browser, and misplaced addresses answer so. */
    private static ApiException redirected(Server server, Map<String, List<String>> headers) {
        Matcher host = HOST.matcher(first(headers, "Location"));
        return new ApiException(
                ExitCode.NOT_AUTHORISED,
                302,
                "",
                ("%s redirects to %s, and a key is never sent on to another address. Behind Cloudflare Access set"
                                + " CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET; else correct CHAD_RUNS_URL.")
                        .formatted(server, host.matches() ? host.group(1) : "another address"),
                List.of(),
                "chad-runs health");
    }

    private static ExitCode exitCode(int status) {
        return switch (status) {
            case 401, 403 -> ExitCode.NOT_AUTHORISED;
            case 400, 404, 405, 413, 415, 422, 428 -> ExitCode.INVALID_INPUT;
            default -> ExitCode.FAILED;
        };
    }

    private static String usual(Server server, int status) {
        return switch (status) {
            case 403 ->
                "%s refuses you. Behind Cloudflare Access set CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET."
                        .formatted(server);
            case 404 -> "%s does not exist; an older Runs IDE may not have it.".formatted(server);
            default -> "The Runs IDE at %s answered with status %d.".formatted(server, status);
        };
    }

    private static List<String> fields(JsonNode problem) {
        List<String> lines = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            String allowed = error.path("allowed").asText("");
            if (lines.size() < MAX_DETAILS && !allowed.isEmpty() && !allowed.matches("[0-9a-f]{64}")) {
                lines.add("%s: %s".formatted(error.path("field").asText(), allowed));
            }
        }
        return lines;
    }

    private static @Nullable String next(int status, String type, String path, Map<String, List<String>> headers) {
        Matcher matcher = RUN.matcher(path.replaceFirst("\\?.*", ""));
        String run = matcher.matches() ? matcher.group(1) : "RUN";
        return switch (type) {
            case "run-not-found" -> "chad-runs runs";
            case "node-not-found",
                    "diff-not-available",
                    "already-decided",
                    "no-gate",
                    "run-busy",
                    "not-your-decision" -> "chad-runs get " + run;
            case "frame-not-found" -> "chad-runs frames " + run;
            case "workflow-not-found", "workflow-gone", "requirement-missing" -> "chad-runs workflows";
            case "run-exists" -> "the same with another --run-id, or chad-runs watch with this one";
            case "run-still-running" -> "chad-runs watch " + run;
            case "run-ended" -> "chad-runs resume " + run + " --revive-ended (restarts it), or chad-runs fork " + run;
            case "workflow-changed" -> "chad-runs resume " + run + " --accept-workflow-change";
            case "gate-changed" -> "chad-runs approvals, and decide on what is asked now";
            case "precondition-failed", "precondition-required" ->
                "chad-runs cat NAME shows the current text; then save again, or save --force to replace it";
            case "invalid-input" -> "the same with --input '{…}' as the workflow expects it (chad-runs cat shows it)";
            case "refused-settings" -> "the same without these --env";
            case "workflow-broken" -> "chad-runs check NAME FILE";
            case "invalid-answer" -> "chad-runs approvals --json (answerSchema describes the answer)";
            case "engine-unavailable",
                    "store-unavailable",
                    "ledger-unavailable",
                    "catalog-unavailable",
                    "roster-unavailable" -> "chad-runs health";
            case "schedule-not-found", "schedule-exists" -> "chad-runs schedules";
            case "store-not-found" -> "chad-runs stores";
            case "store-in-use" -> "chad-runs stores --sizes (why each store can't be archived)";
            case "backup-running" -> "chad-runs backups";
            case "no-room" -> "chad-runs stores --sizes, chad-runs backups";
            case "store-mismatch" ->
                "chad-runs stores, then the same with --store for the one that the workflow writes to";
            case "project-unusable" -> "chad-runs projects";
            case "rewind-impossible", "revert-impossible" ->
                "chad-runs replay " + run + " --frame N, or --reset-node NODE: a new run, and this one stays";
            case "engine-timeout", "engine-refused", "run-owner-alive", "child-run" -> "chad-runs get " + run;
            default -> byStatus(status, headers);
        };
    }

    private static @Nullable String byStatus(int status, Map<String, List<String>> headers) {
        return switch (status) {
            case 401 -> "chad-runs health";
            case 403 -> "the same with an operator's key in SMITHERS_RUNS_API_KEY";
            case 404 -> "chad-runs --help";
            case 429 -> {
                String after = first(headers, "Retry-After");
                yield "the same again in " + (after.matches("[0-9]{1,6}") ? after + " s" : "a few seconds");
            }
            case 409 -> "look at it again, it has changed in the meantime";
            case 412, 428 -> "chad-runs cat NAME";
            default -> status >= 500 ? "chad-runs health" : null;
        };
    }

    private static String first(Map<String, List<String>> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()))
                .map(header -> header.getValue().getFirst())
                .findFirst()
                .orElse("");
    }
}
