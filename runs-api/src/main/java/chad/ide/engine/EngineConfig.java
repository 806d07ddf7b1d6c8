package chad.ide.engine;

import chad.ide.settings.WholeNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the engine is found, asked and supervised. */
@ConfigMapping(prefix = "runs.engine")
public interface EngineConfig {

    /** The engine's CLI. Found in the workflow folder's {@code node_modules} when not set. {@code SMITHERS_BIN}. */
    Optional<Path> binary();

    /** The state folder: where engine processes run, and where their output is kept. */
    Path stateDir();

    /** The folder with the workflows and their {@code node_modules}. */
    Path workflowDir();

    /** How long one call of the CLI may take. The longest seen is 3 s; a loaded machine takes several times that. */
    @WithDefault("30s")
    Duration timeLimit();

    /** How much one call may print before it is stopped, in bytes. */
    @WithDefault("8388608")
    @WithConverter(WholeNumber.From65536.class)
    int outputLimit();

    /** Calls at a time. Each is a process of its own that takes a core for a second and 150 MB. */
    @WithDefault("2")
    @WithConverter(WholeNumber.From1.class)
    int concurrency();

    /** Calls that may wait for their turn; one more is refused. */
    @WithDefault("16")
    @WithConverter(WholeNumber.From0To1000.class)
    int queue();

    /** Runs that may be executed by processes of ours at a time; one more is refused. */
    @WithDefault("32")
    @WithConverter(WholeNumber.From1.class)
    int maxProcesses();

    /** How long a clean stop of the service waits for runs to pause; 0 leaves them running at once. */
    @WithDefault("8s")
    Duration stopGrace();

    /** Size at which the log of an engine process is moved aside, in bytes; the one before is dropped. */
    @WithDefault("4194304")
    @WithConverter(WholeNumber.From65536.class)
    int logLimit();

    /** How many ended processes are remembered, with their logs. */
    @WithDefault("500")
    @WithConverter(WholeNumber.From1.class)
    int keepEnded();

    /**
     * Variables for agents and where their values come from: {@code NAME}, {@code NAME=env:OTHER} or
     * {@code NAME=file:/path}. Their values are masked in what is shown. {@code CHAD_AGENT_ENV}.
     */
    Optional<List<String>> agentEnvironment();

    /** Names of our own environment variables that workflows get besides the {@code CHAD_} ones without a secret. */
    @WithDefault("NVIDIA_API_KEY,OPENAI_API_KEY,ANTHROPIC_API_KEY,GITHUB_TOKEN,DRY_RUN,"
            + "HTTPS_PROXY,HTTP_PROXY,NO_PROXY,https_proxy,http_proxy,no_proxy,NODE_EXTRA_CA_CERTS,SSL_CERT_FILE")
    List<String> passEnvironment();
}
