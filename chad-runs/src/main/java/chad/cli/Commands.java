package chad.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands by name, in the order of the help. One that is not called is not even loaded: that is half the start. */
final class Commands {

    private static final Map<String, Supplier<Object>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("health", HealthCommand::new);
        ALL.put("stores", StoresCommand::new);
        ALL.put("runs", RunsCommand::new);
        ALL.put("get", GetCommand::new);
        ALL.put("watch", WatchCommand::new);
        ALL.put("logs", LogsCommand::new);
        ALL.put("output", OutputCommand::new);
        ALL.put("trace", TraceCommand::new);
        ALL.put("chat", ChatCommand::new);
        ALL.put("diff", DiffCommand::new);
        ALL.put("timeline", TimelineCommand::new);
        ALL.put("frames", FramesCommand::new);
        ALL.put("workflows", WorkflowsCommand::new);
        ALL.put("graph", GraphCommand::new);
        ALL.put("cat", CatCommand::new);
        ALL.put("check", CheckCommand::new);
        ALL.put("save", SaveCommand::new);
        ALL.put("versions", VersionsCommand::new);
        ALL.put("restore", RestoreCommand::new);
        ALL.put("projects", ProjectsCommand::new);
        ALL.put("worktrees", WorktreesCommand::new);
        ALL.put("launch", LaunchCommand::new);
        ALL.put("cancel", CancelCommand::new);
        ALL.put("seen", SeenCommand::new);
        ALL.put("pause", PauseCommand::new);
        ALL.put("resume", ResumeCommand::new);
        ALL.put("retry", RetryCommand::new);
        ALL.put("fork", ForkCommand::new);
        ALL.put("replay", ReplayCommand::new);
        ALL.put("revert", RevertCommand::new);
        ALL.put("rewind", RewindCommand::new);
        ALL.put("signal", SignalCommand::new);
        ALL.put("schedules", SchedulesCommand::new);
        ALL.put("schedule", ScheduleCommand::new);
        ALL.put("approvals", ApprovalsCommand::new);
        ALL.put("approve", ApproveCommand::new);
        ALL.put("deny", DenyCommand::new);
        ALL.put("answer", AnswerCommand::new);
        ALL.put("experiments", ExperimentsCommand::new);
        ALL.put("models", ModelsCommand::new);
        ALL.put("roster", RosterCommand::new);
        ALL.put("report", ReportCommand::new);
        ALL.put("spend", SpendCommand::new);
        ALL.put("budgets", BudgetsCommand::new);
        ALL.put("budget", BudgetCommand::new);
        ALL.put("forecast", ForecastCommand::new);
        ALL.put("audit", AuditCommand::new);
        ALL.put("backup", BackupCommand::new);
        ALL.put("backups", BackupsCommand::new);
        ALL.put("archive", ArchiveCommand::new);
        ALL.put("sign-in", SignInCommand::new);
        ALL.put("completion", CompletionCommand::new);
        ALL.put(CompleteCommand.NAME, CompleteCommand::new);
        ALL.put(WarmUpCommand.NAME, WarmUpCommand::new);
    }

    private Commands() {}

    /** With the command that the first argument names, or, when it names none, with all. */
    static CommandLine commandLine(String... arguments) {
        CommandLine main = new CommandLine(new Main());
        Supplier<Object> named = arguments.length == 0 ? null : ALL.get(arguments[0]);
        if (named != null) {
            main.addSubcommand(arguments[0], named.get());
        } else {
            ALL.forEach((name, command) -> main.addSubcommand(name, command.get()));
        }
        return main;
    }

    static Iterable<String> names() {
        return ALL.keySet();
    }

    static boolean isCommand(String name) {
        return ALL.containsKey(name);
    }
}
