package chad.ide.mcp;

import chad.ide.spend.Spend;
import chad.ide.spend.SpendService;
import chad.ide.spend.UsedTokens;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolGuardrails;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What models used and what that cost, for a model that is asked about it. */
@Singleton
class SpendTools {

    private static final int MAX_LINES = 50;
    private static final int MAX_NAME_CHARS = 200;

    private final Calls calls;
    private final SpendService spend;

    SpendTools(Calls calls, SpendService spend) {
        this.calls = calls;
        this.spend = spend;
    }

    /**
     * @param costUsd null when it is not known
     * @param costAccuracy exact, at-least, estimated or unknown; so is {@code tokensAccuracy}
     */
    public record SpendLine(
            @Nullable String of,
            @Nullable Double costUsd,
            String costAccuracy,
            long tokensIn,
            long tokensOut,
            String tokensAccuracy,
            long calls) {

        static SpendLine of(@Nullable String name, UsedTokens used) {
            return new SpendLine(
                    SafeText.text(name, MAX_NAME_CHARS),
                    used.costUsd(),
                    used.costAccuracy().word(),
                    used.input(),
                    used.output(),
                    used.accuracy().word(),
                    used.calls());
        }
    }

    /**
     * @param from ISO 8601; so is {@code until}
     * @param unpriced models that were asked and have no price
     */
    public record SpendStory(
            @Nullable String from,
            @Nullable String until,
            SpendLine total,
            List<SpendLine> parts,
            List<String> unpriced) {

        public SpendStory {
            parts = List.copyOf(parts);
            unpriced = List.copyOf(unpriced);
        }
    }

    @ToolGuardrails(input = KnownArguments.class)
    @Tool(
            name = "get_spend",
            title = "Read what models cost",
            description =
                    "What models used and cost in the last seven days, in US dollars, by the prices that held then."
                            + " A figure says whether it is exact, at least so much, estimated or unknown.",
            outputSchema = @Tool.OutputSchema(from = SpendStory.class),
            annotations =
                    @Tool.Annotations(
                            title = "Read what models cost",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false))
    ToolResponse getSpend(
            @ToolArg(
                            required = false,
                            description =
                                    "What to divide it by: model (the default), workflow, provider, day, run, node, schedule,"
                                            + " or label")
                    @Nullable String by,
            @ToolArg(required = false, description = "Only of this workflow, such as fusion.jsx") @Nullable String workflow,
            @ToolArg(required = false, description = "With by=label: the annotation whose values divide it") @Nullable String label) {
        return calls.read(() -> {
            Spend found = spend.of(by, workflow, label);
            return new SpendStory(
                    SafeText.time(found.sinceMs()),
                    SafeText.time(found.untilMs()),
                    SpendLine.of("total", found.total()),
                    found.groups().stream()
                            .limit(MAX_LINES)
                            .map(group -> SpendLine.of(group.key(), group.used()))
                            .toList(),
                    found.unpriced().stream()
                            .map(one -> String.valueOf(SafeText.text(one.model(), MAX_NAME_CHARS)))
                            .toList());
        });
    }
}
