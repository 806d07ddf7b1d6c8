package chad.cli;

import chad.cli.api.ApiClient;
import chad.cli.api.ApiException;
import chad.cli.api.ExitCode;
import chad.cli.api.Query;
import chad.cli.text.Format;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What a shell offers for the word under the cursor: {@code chad-runs __complete -- WORD…}, the last word being that one.
 * A candidate a line, its description behind a tab. It says nothing when the server does not answer at once: a shell
 * must not hang, nor print errors into the line that is being typed.
 */
@Command(name = CompleteCommand.NAME, hidden = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class CompleteCommand implements Callable<Integer> {

    static final String NAME = "__complete";

    /** What a shell takes as one word, unquoted: an id that was made to be typed into a shell must not run there. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@/#-]{0,200}");

    private static final int MOST = 200;

    @Parameters(arity = "0..*")
    private List<String> words = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String current = words.isEmpty() ? "" : words.getLast();
        List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
        try {
            for (Candidate candidate : candidates(before, current)) {
                if (candidate.word().startsWith(current)) {
                    spec.commandLine().getOut().println(candidate.word() + "\t" + candidate.about());
                }
            }
        } catch (ApiException silent) {
            return ExitCode.DONE.code();
        }
        return ExitCode.DONE.code();
    }

    private record Candidate(String word, String about) {}

    private static List<Candidate> candidates(List<String> before, String current) {
        if (before.isEmpty()) {
            return all(Commands.commandLine());
        }
        String name = before.getFirst();
        if (!Commands.isCommand(name) || name.startsWith("__")) {
            return List.of();
        }
        CommandLine command = Objects.requireNonNull(
                Commands.commandLine(name).getSubcommands().get(name));
        if (!command.getSubcommands().isEmpty()) {
            CommandLine below = before.size() > 1 ? command.getSubcommands().get(before.get(1)) : null;
            if (below == null) {
                return before.size() > 1 ? List.of() : all(command);
            }
            command = below;
            before = before.subList(1, before.size());
            name = before.getFirst();
        }
        OptionSpec awaiting = before.size() > 1 ? command.getCommandSpec().findOption(before.getLast()) : null;
        if (awaiting != null && awaiting.arity().max() > 0) {
            return values(awaiting.paramLabel(), name, before);
        }
        if (current.startsWith("-")) {
            return options(command.getCommandSpec());
        }
        List<String> typed = positionals(before, command.getCommandSpec());
        for (PositionalParamSpec positional : command.getCommandSpec().positionalParameters()) {
            if (positional.index().contains(typed.size())) {
                boolean isRun = name.equals("graph") && before.contains("--run");
                return values(isRun ? "RUN" : positional.paramLabel(), name, typed);
            }
        }
        return List.of();
    }

    private static List<Candidate> all(CommandLine above) {
        List<Candidate> found = new ArrayList<>();
        above.getSubcommands().forEach((name, command) -> {
            if (!name.startsWith("__")) {
                found.add(new Candidate(
                        name, about(command.getCommandSpec().usageMessage().description())));
            }
        });
        return found;
    }

    private static List<Candidate> options(CommandSpec command) {
        List<Candidate> found = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                found.add(new Candidate(option.longestName(), about(option.description())));
            }
        }
        return found;
    }

    private static String about(String[] description) {
        return description.length == 0 ? "" : description[0].replace("${DEFAULT-VALUE}", "the usual");
    }

    /** The words that belong to no option. */
    private static List<String> positionals(List<String> before, CommandSpec command) {
        List<String> found = new ArrayList<>();
        for (int i = 1; i < before.size(); i++) {
            OptionSpec option = command.findOption(before.get(i));
            if (option != null && option.arity().max() > 0) {
                i++;
            } else if (!before.get(i).startsWith("-")) {
                found.add(before.get(i));
            }
        }
        return found;
    }

    private static List<Candidate> values(String label, String command, List<String> typed) {
        return switch (label) {
            case "RUN" ->
                switch (command) {
                    case "approve", "deny", "answer" -> ask(Query.of("approvals"), "runId", "title");
                    default -> ask(Query.of("runs").with("limit", MOST), "id", "state");
                };
            case "WORKFLOW" -> ask(Query.of("workflows"), "name", "title");
            case "PROJECT" -> ask(Query.of("projects"), "name", "repository");
            case "SCHEDULE" -> ask(Query.of("schedules").with("limit", MOST), "name", "says");
            case "STORE" -> ask(Query.of("stores"), "name", "state");
            case "NODE" ->
                typed.isEmpty()
                        ? List.of()
                        : ask(Query.of("runs", run(typed), "nodes").with("limit", MOST), "id", "state");
            case "LEVEL" -> fixed("notable", "activity", "everything");
            case "SHELL" -> fixed("bash", "zsh", "fish");
            case "RESULT" -> fixed("allowed", "refused", "failed");
            default -> List.of();
        };
    }

    /** With an option's value the list begins with the command's name. */
    private static String run(List<String> typed) {
        return typed.size() > 1 && Commands.isCommand(typed.getFirst()) ? typed.get(1) : typed.getFirst();
    }

    private static List<Candidate> fixed(String... words) {
        return List.of(words).stream().map(word -> new Candidate(word, "")).toList();
    }

    private static List<Candidate> ask(Query query, String word, String about) {
        List<Candidate> found = new ArrayList<>();
        for (JsonNode item : new ServerOptions()
                .open(ApiClient.Limits.IMPATIENT)
                .get(query)
                .json()
                .path("items")) {
            @Nullable String text = item.path(word).textValue();
            if (text != null && WORD.matcher(text).matches()) {
                found.add(new Candidate(text, Format.text(item.path(about))));
            }
        }
        return found;
    }
}
