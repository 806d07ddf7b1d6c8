package chad.ide.mcp;

import io.quarkiverse.mcp.server.ToolCallException;
import io.quarkiverse.mcp.server.ToolInputGuardrail;
import io.quarkiverse.mcp.server.ToolManager.ToolArgument;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses arguments that the tool does not take. The library leaves them out without a word, so that a model which
 * misspelt a filter, or a safeguard such as {@code digest}, took the answer for what it had asked.
 */
@Singleton
public class KnownArguments implements ToolInputGuardrail {

    @Override
    public void apply(ToolInputContext context) {
        if (context.getArguments() == null) {
            return;
        }
        Set<String> known = new TreeSet<>();
        for (ToolArgument argument : context.getTool().arguments()) {
            known.add(argument.name());
        }
        for (String name : context.getArguments().fieldNames()) {
            if (!known.contains(name)) {
                throw new ToolCallException("%s does not take `%s`. It takes: %s."
                        .formatted(context.getTool().name(), SafeText.text(name, 60), String.join(", ", known)));
            }
        }
    }
}
