package chad.cli;

import chad.cli.api.ApiClient;
import chad.cli.api.Credentials;
import chad.cli.api.Server;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the service is. Keys have no option: a command line can be seen by everybody on the machine. */
final class ServerOptions {

    private static final String USUAL = "http://127.0.0.1:7331";

    @Option(
            names = "--url",
            paramLabel = "ADDRESS",
            description = "The Runs IDE; else CHAD_RUNS_URL, else http://127.0.0.1:7331.")
    private @Nullable String url;

    @Option(
            names = "--insecure",
            description = "Send the key to another machine without TLS, if you trust the network in between.")
    private boolean insecure;

    ApiClient open() {
        return open(ApiClient.Limits.USUAL);
    }

    ApiClient open(ApiClient.Limits limits) {
        return new ApiClient(server(), credentials(), insecure, limits);
    }

    Server server() {
        Map<String, String> environment = System.getenv();
        String fromEnvironment = environment.getOrDefault("CHAD_RUNS_URL", "");
        return Server.at(url != null ? url : fromEnvironment.isBlank() ? USUAL : fromEnvironment);
    }

    private static Credentials credentials() {
        String installed = System.getProperty("chad.installed");
        return new Credentials(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                installed == null ? null : Path.of(installed).toAbsolutePath());
    }
}
