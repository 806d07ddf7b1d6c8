package chad.ide.engine;

import chad.ide.files.StateFolder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The environment of engine processes: what they need, never ours as a whole, which holds the keys to this service.
 *
 * <p>Operators set knobs for workflows in the service's environment; those begin with {@code CHAD_}. The few such names
 * that hold a secret of ours, or say who may use the service, stay here.
 */
@Singleton
class ChildEnvironment {

    private static final List<String> BASICS = List.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ", "USER");
    private static final List<String> OURS = List.of("CREDS", "SECRET", "TOKEN", "PASSWORD", "KEY");
    private static final List<String> OURS_BY_NAME =
            List.of("CHAD_OPERATORS", "CHAD_VIEWERS", "CHAD_TRUSTED_PROXIES", "CHAD_APPROVAL_SCOPES", "CHAD_AGENT_ENV");

    private final EngineConfig config;
    private final StateFolder state;
    private final EngineInstallation installation;
    private final AgentVariables agents;
    private final Map<String, String> own;

    @Inject
    ChildEnvironment(EngineConfig config, StateFolder state, EngineInstallation installation, AgentVariables agents) {
        this(config, state, installation, agents, System.getenv());
    }

    ChildEnvironment(
            EngineConfig config,
            StateFolder state,
            EngineInstallation installation,
            AgentVariables agents,
            Map<String, String> own) {
        this.config = config;
        this.state = state;
        this.installation = installation;
        this.agents = agents;
        this.own = Map.copyOf(own);
    }

    private boolean passes(String name) {
        return BASICS.contains(name) || config.passEnvironment().contains(name) || isKnob(name);
    }

    /** @param makesStoresIn where a workflow that runs with it makes its store */
    Map<String, String> variables(StateFolder makesStoresIn) {
        return variables(makesStoresIn, agents.values());
    }

    /** For programs that are no engine: without what agents are given. */
    Map<String, String> variablesWithoutAgents(StateFolder makesStoresIn) {
        return variables(makesStoresIn, Map.of());
    }

    private Map<String, String> variables(StateFolder makesStoresIn, Map<String, String> ofAgents) {
        Map<String, String> variables = new TreeMap<>();
        own.forEach((name, value) -> {
            if (passes(name)) {
                variables.put(name, value);
            }
        });
        variables.putAll(ofAgents);
        variables.put("PATH", installation.searchPath(own.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")));
        variables.put("CHAD_STATE_DIR", makesStoresIn.root().toString());
        variables.put(
                "CHAD_WORKFLOW_DIR",
                config.workflowDir().toAbsolutePath().normalize().toString());
        variables.put("GIT_CEILING_DIRECTORIES", ceilings());
        variables.put("SMITHERS_JJ_PATH", Guard.jj(state).toString());
        installation.jj().ifPresent(jj -> variables.put("RUNS_IDE_JJ", jj.toString()));
        variables.put("SMITHERS_POST_FAILURE", "0"); // no run that nobody asked for
        variables.put("SMITHERS_NO_REPORT", "1");
        return variables;
    }

    /** What a process said, without the values that agents were given. */
    OutputStream masking(OutputStream out) {
        return agents.masking(out);
    }

    private String ceilings() {
        return Repositories.ceilings(state).stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    private static boolean isKnob(String name) {
        return name.startsWith("CHAD_") && OURS.stream().noneMatch(name::contains) && !OURS_BY_NAME.contains(name);
    }
}
