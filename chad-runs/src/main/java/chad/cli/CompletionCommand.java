package chad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.cli.api.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Shell completion; run ids and workflow names are fetched from the server.",
            "  bash   source <(chad-runs completion bash)      in ~/.bashrc",
            "  zsh    source <(chad-runs completion zsh)       in ~/.zshrc, after compinit",
            "  fish   chad-runs completion fish | source       in ~/.config/fish/config.fish"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class CompletionCommand implements Callable<Integer> {

    /** Those that have a script among the resources. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (InputStream script = CompletionCommand.class.getResourceAsStream("completion." + shell)) {
            spec.commandLine()
                    .getOut()
                    .print(new String(Objects.requireNonNull(script).readAllBytes(), UTF_8));
        } catch (IOException brokenJar) {
            throw new UncheckedIOException(brokenJar);
        }
        return ExitCode.DONE.code();
    }
}
