package chad.ide.notices;

import chad.ide.approvals.Gate;
import chad.ide.approvals.GateService;
import chad.ide.budgets.BudgetService;
import chad.ide.budgets.BudgetStatus;
import chad.ide.runs.Cause;
import chad.ide.runs.CauseKind;
import chad.ide.runs.Caveat;
import chad.ide.runs.CliWords;
import chad.ide.runs.RunAddress;
import chad.ide.runs.RunService;
import chad.ide.runs.RunState;
import chad.ide.runs.RunSummary;
import chad.ide.runs.StallVerdict;
import chad.ide.runs.Stuck;
import chad.ide.schedules.Alarm;
import chad.ide.schedules.ScheduleAlarms;
import chad.ide.secrets.Secrets;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What there is at this moment that a person should know of. */
@Singleton
class PendingNotifications {

    private static final int MAX_GATES = 500;
    private static final int MAX_FAILURES = 100;
    private static final int MAX_SILENCES = 100;
    private static final int MAX_TITLE_CHARS = 120;

    /** Room for the reasons of a whole panel of models. */
    private static final int MAX_SUMMARY_CHARS = 1_300;

    private final GateService gates;
    private final RunService runs;
    private final ScheduleAlarms alarms;
    private final BudgetService budgets;
    private final NoticesConfig config;
    private final Secrets secrets;
    private final String dashboard;

    PendingNotifications(
            GateService gates,
            RunService runs,
            ScheduleAlarms alarms,
            BudgetService budgets,
            NoticesConfig config,
            Secrets secrets) {
        this.gates = gates;
        this.runs = runs;
        this.alarms = alarms;
        this.budgets = budgets;
        this.config = config;
        this.secrets = secrets;
        this.dashboard = config.publicUrl().replaceFirst("/+$", "");
    }

    /** Waiting gates, oldest first. */
    List<Notice> gates() {
        return config.about().contains(Notice.Kind.GATE)
                ? gates.waiting(null, MAX_GATES).items().stream()
                        .map(this::notice)
                        .toList()
                : List.of();
    }

    /** Stalled runs, then those that get nowhere. */
    List<Notice> troubles() {
        boolean tellsStalls = config.about().contains(Notice.Kind.STALL);
        boolean tellsStuck = config.about().contains(Notice.Kind.STUCK);
        if (!tellsStalls && !tellsStuck) {
            return List.of();
        }
        List<Notice> stalls = new ArrayList<>();
        List<Notice> stuck = new ArrayList<>();
        for (RunSummary run : runs.active()) {
            if (run.belongsToParent()) {
                continue;
            }
            StallVerdict stall = run.stall();
            if (tellsStalls && stall != null && run.state() == RunState.STALLED) {
                stalls.add(notice(run, stall));
            }
            if (tellsStuck && run.stuck() != null) {
                stuck.add(notice(run, run.stuck()));
            }
        }
        stalls.addAll(stuck);
        return stalls;
    }

    /** Of the last day, and not from before {@code sinceMs}. */
    List<Notice> failures(long sinceMs) {
        if (!config.about().contains(Notice.Kind.FAILURE)) {
            return List.of();
        }
        List<Notice> found = new ArrayList<>();
        for (RunSummary run : runs.failedLately(MAX_FAILURES).items()) {
            Long endedAtMs = run.finishedAtMs();
            if (endedAtMs != null && endedAtMs >= sinceMs && run.copyOf() == null && !run.belongsToParent()) {
                found.add(failure(run, endedAtMs));
            }
        }
        return found;
    }

    /** Runs that finished with something lost on the way that nobody has seen, and not from before {@code sinceMs}. */
    List<Notice> caveats(long sinceMs) {
        if (!config.about().contains(Notice.Kind.CAVEAT)) {
            return List.of();
        }
        List<Notice> found = new ArrayList<>();
        for (RunSummary run : runs.unseen(MAX_FAILURES)) {
            Long endedAtMs = run.finishedAtMs();
            if (endedAtMs != null && endedAtMs >= sinceMs) {
                found.add(ofRun(
                        Notice.Kind.CAVEAT,
                        run,
                        run.workflow() + " has finished, but not as it should",
                        run.caveats().stream().map(Caveat::says).collect(Collectors.joining("\n")),
                        endedAtMs,
                        CliWords.onRun("get", run.id(), run.store())));
            }
        }
        return found;
    }

    /** What schedules should have done and did not. */
    List<Notice> silences() {
        return config.about().contains(Notice.Kind.SILENCE)
                ? alarms.all().stream().limit(MAX_SILENCES).map(this::notice).toList()
                : List.of();
    }

    /** Runs that a budget keeps paused, and budgets that are nearly or wholly spent. */
    List<Notice> budgets() {
        if (!config.about().contains(Notice.Kind.BUDGET)) {
            return List.of();
        }
        List<Notice> found = new ArrayList<>();
        budgets.near().forEach(status -> found.add(notice(status)));
        for (BudgetService.NearRun near : budgets.nearRuns()) {
            found.add(nearlySpent(near));
        }
        if (budgets.heldRuns() > 0) {
            for (RunSummary run : runs.active()) {
                Cause cause = run.cause();
                if (cause != null && cause.kind() == CauseKind.BUDGET && !run.belongsToParent()) {
                    found.add(ofRun(
                            Notice.Kind.BUDGET,
                            run,
                            run.workflow() + " is paused by its budget",
                            cause.says() + ". Raise it, let the run go on once, or cancel it.",
                            budgets.heldSinceAtMs(run.store(), run.id()).orElse(run.createdAtMs()),
                            CliWords.onRun("budget show", run.id(), run.store())));
                }
            }
        }
        return found;
    }

    private Notice nearlySpent(BudgetService.NearRun near) {
        RunSummary run = runs.summary(near.run());
        return ofRun(
                Notice.Kind.BUDGET,
                run,
                run.workflow() + " has nearly spent its budget",
                near.says() + ".",
                near.sinceMs(),
                CliWords.onRun("budget show", run.id(), run.store()));
    }

    private Notice notice(BudgetStatus status) {
        boolean isSpent = status.state() == BudgetStatus.State.SPENT;
        return new Notice(
                Notice.Kind.BUDGET,
                "",
                Objects.requireNonNullElse(status.workflow(), ""),
                "",
                null,
                null,
                null,
                cut("Budget %s is %s".formatted(status.id(), isSpent ? "spent" : "nearly spent"), MAX_TITLE_CHARS),
                cut(
                        status.says()
                                + (isSpent ? ". Runs that use it are paused, and launches of them are refused." : "."),
                        MAX_SUMMARY_CHARS),
                dashboard + "/spend",
                status.sinceMs(),
                "chad-runs budgets",
                null,
                status.id() + "/" + status.state().word());
    }

    private Notice notice(Alarm alarm) {
        return new Notice(
                Notice.Kind.SILENCE,
                Objects.requireNonNullElse(alarm.runId(), ""),
                "",
                Objects.requireNonNullElse(alarm.store(), ""),
                null,
                null,
                null,
                cut(
                        "Schedule %s: %s"
                                .formatted(alarm.schedule(), alarm.kind().word().replace('-', ' ')),
                        MAX_TITLE_CHARS),
                cut(alarm.says(), MAX_SUMMARY_CHARS),
                dashboard + "/",
                alarm.sinceAtMs(),
                "chad-runs schedules " + CliWords.quoted(alarm.schedule()),
                alarm.schedule(),
                null);
    }

    private Notice notice(Gate gate) {
        boolean isQuestion = gate.requestId() != null;
        String node = " --node " + CliWords.quoted(gate.nodeId());
        return new Notice(
                Notice.Kind.GATE,
                gate.runId(),
                Objects.requireNonNullElse(gate.workflow(), ""),
                gate.store(),
                gate.nodeId(),
                gate.iteration(),
                gate.requestId(),
                cut(
                        "%s is waiting: %s"
                                .formatted(
                                        Objects.requireNonNullElse(gate.workflow(), gate.runId()),
                                        Objects.requireNonNullElse(gate.title(), gate.nodeId())),
                        MAX_TITLE_CHARS),
                cut(
                        gate.summary() == null
                                ? "Node `%s` of run %s is waiting for %s."
                                        .formatted(gate.nodeId(), gate.runId(), isQuestion ? "an answer" : "a decision")
                                : gate.summary(),
                        MAX_SUMMARY_CHARS),
                dashboard + "/approvals",
                gate.requestedAtMs() == null ? 0 : gate.requestedAtMs(),
                isQuestion
                        ? CliWords.onRun("answer", gate.runId(), gate.store()) + node + " --value …"
                        : CliWords.onRun("approve", gate.runId(), gate.store()) + node,
                null,
                null);
    }

    private Notice notice(RunSummary run, StallVerdict stall) {
        return ofRun(
                Notice.Kind.STALL,
                run,
                run.workflow() + " is stalled",
                stall.reason(),
                stall.sinceAtMs(),
                CliWords.onRun("resume", run.id(), run.store()));
    }

    private Notice notice(RunSummary run, Stuck stuck) {
        return ofRun(
                Notice.Kind.STUCK,
                run,
                run.workflow() + " is getting nowhere",
                stuck.says() + " " + stuck.endsWith(),
                stuck.sinceAtMs(),
                stuck.command());
    }

    private Notice failure(RunSummary run, long endedAtMs) {
        return ofRun(
                Notice.Kind.FAILURE,
                run,
                run.workflow() + " has failed",
                run.cause() == null
                        ? "The engine recorded no reason."
                        : run.cause().says(),
                endedAtMs,
                CliWords.onRun("logs", run.id(), run.store()) + " --level notable");
    }

    private Notice ofRun(
            Notice.Kind kind, RunSummary run, String title, @Nullable String summary, long atMs, String command) {
        return new Notice(
                kind,
                run.id(),
                run.workflow(),
                run.store(),
                null,
                null,
                null,
                cut(title, MAX_TITLE_CHARS),
                cut(Objects.requireNonNullElse(summary, ""), MAX_SUMMARY_CHARS),
                RunAddress.of(dashboard, run.id(), run.store()),
                atMs,
                command,
                null,
                null);
    }

    /** Masked before it is cut: half a value is a value's half too many. */
    private String cut(String text, int most) {
        String plain = secrets.mask(text)
                .replaceAll("[\\p{Cntrl}\\p{Cf}&&[^\\n]]", " ")
                .strip();
        if (plain.length() <= most) {
            return plain;
        }
        int end = Character.isHighSurrogate(plain.charAt(most - 1)) ? most - 1 : most;
        return plain.substring(0, end) + "…";
    }
}
