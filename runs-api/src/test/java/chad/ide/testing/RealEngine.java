package chad.ide.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.Map;

/** The service over a fresh workspace with the sample workflows and the installed engine. */
public class RealEngine implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Path folder = TemporaryFolder.make("real-engine-");
        EngineStores workspace = new EngineStores(folder);
        return Map.of(
                "chad.state-dir", workspace.state().toString(),
                "chad.workflow-dir", workspace.workflows().toString(),
                "runs.stores.folders", workspace.state().toString());
    }
}
