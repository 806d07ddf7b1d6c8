package chad.ide.mcp;

import chad.ide.forecast.ForecastService;
import chad.ide.runs.Forecast;
import chad.ide.runs.Usual;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolGuardrails;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run is likely to take, for a model that is about to launch one. */
@Singleton
class ForecastTools {

    private static final int MAX_NAME_CHARS = 200;

    private final Calls calls;
    private final ForecastService forecasts;

    ForecastTools(Calls calls, ForecastService forecasts) {
        this.calls = calls;
        this.forecasts = forecasts;
    }

    /**
     * @param says all of it in words
     * @param runs by how many finished runs
     * @param timeMs milliseconds that half of the runs take at most, and nine of ten; absent with too few runs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ForecastStory(
            String says,
            @Nullable String workflow,
            @Nullable String store,
            int runs,
            boolean launchedAlike,
            @Nullable Usual timeMs,
            @Nullable Usual tokens,
            @Nullable Usual costUsd,
            @Nullable Integer models) {

        static ForecastStory of(Forecast forecast) {
            return new ForecastStory(
                    forecast.says(),
                    SafeText.text(forecast.workflow(), MAX_NAME_CHARS),
                    SafeText.text(forecast.store(), MAX_NAME_CHARS),
                    forecast.runs(),
                    forecast.alike(),
                    forecast.timeMs(),
                    forecast.tokens(),
                    forecast.costUsd(),
                    forecast.models());
        }
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "get_forecast",
            title = "Read what a run is likely to take",
            description =
                    "Time, tokens and US dollars that half of the runs of a workflow and nine of ten take at most, by its"
                            + " last finished runs. Ask before you launch something that may be long or dear.",
            outputSchema = @Tool.OutputSchema(from = ForecastStory.class),
            annotations =
                    @Tool.Annotations(
                            title = "Read what a run is likely to take",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse getForecast(
            @ToolArg(description = "The workflow, such as fusion.jsx") String workflow,
            @ToolArg(
                            required = false,
                            description = "What the launch will have, as NAME=VALUE of a setting or input.NAME=VALUE of"
                                    + " a number, true, false or the length of a list: runs launched alike count alone")
                    @Nullable List<String> with) {
        return calls.read(() -> ForecastStory.of(forecasts.of(workflow, null, with == null ? List.of() : with)));
    }
}
