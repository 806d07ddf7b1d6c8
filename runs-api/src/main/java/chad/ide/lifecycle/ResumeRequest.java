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
                description =
                        "Resume even if the last heartbeat is less than 30 s old: you know that the process is gone."
                                + " Not needed for a run whose process this service started.")
        boolean force,

        @Schema(
                description =
                        "First end the run's engine process if it is alive but has sent no heartbeat for 30 s: work"
                                + " in flight is lost and run again. Never any other process.")
        boolean endProcess,

        @Schema(description = "Continue even if the workflow has been edited since.")
        boolean acceptWorkflowChange,

        @Schema(description = "Continue even if the run has ended: a cancelled or finished run is restarted.")
        boolean reviveEnded,

        @Schema(description = "Settings for this run, as with a launch.")
        @JsonDeserialize(contentUsing = SettingText.class)
        @Nullable Map<String, String> env,

        @Schema(
                description = "The project to continue in, for a run that was not launched from here.",
                examples = "work")
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
        return new RunSettings(env == null ? Map.of() : env, options, project, null);
    }
}
