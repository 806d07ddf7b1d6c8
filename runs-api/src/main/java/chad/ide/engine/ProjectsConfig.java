package chad.ide.engine;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The folders in which agents work. */
@ConfigMapping(prefix = "runs.projects")
public interface ProjectsConfig {

    /** {@code name=path}, besides {@code work}, which is a folder of the state. {@code CHAD_PROJECTS}. */
    Optional<List<String>> named();
}
