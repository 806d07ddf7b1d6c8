package chad.ide.lifecycle;

import chad.ide.engine.LaunchEnvironment;
import chad.ide.lifecycle.RunResumer.ResumeMode;
import chad.ide.request.Given;
import chad.ide.request.SettingText;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a client wants a run to go on. The engine's options and the settings are added to those of the launch. */
@Schema(name = "ResumeRequest")
public record ResumeRequest(
        @Schema(
                description = "Resume although the last heartbeat is younger than 30 s: whoever sends it knows that "
                        + "the process is gone. Not needed for a run whose process this service started.")
        boolean force,

        @Schema(
                description = "End the run's engine process first, when that lives and gave no heartbeat for 30 s: what"
                        + " it was doing is lost and done again. Never another process.")
        boolean endProcess,

        @Schema(description = "Go on although the workflow was edited since.")
        boolean acceptWorkflowChange,

        @Schema(description = "Go on although the run has ended: a cancelled or finished one lives again.")
        boolean reviveEnded,

        @Schema(description = "Settings for this run, as with a launch.")
        @JsonDeserialize(contentUsing = SettingText.class)
        @Nullable Map<String, String> env,

        @Schema(description = "The project to go on in, for a run that was not launched from here.", examples = "work")
        @Nullable String project,

        @JsonUnwrapped RunOptions options) {

    public ResumeRequest {
        env = env == null ? null : LaunchEnvironment.admit(env).variables();
        Given.text("project", project, 64);
        options = options == null ? RunOptions.NONE : options;
    }

    ResumeMode how() {
        return new ResumeMode(force, acceptWorkflowChange);
    }

    RunSettings settings() {
        return new RunSettings(env == null ? Map.of() : env, options, project);
    }
}
