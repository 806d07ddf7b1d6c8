package chad.ide.mcp;

import io.quarkiverse.mcp.server.FilterContext;
import io.quarkiverse.mcp.server.McpMethod;
import io.quarkiverse.mcp.server.ToolFilter;
import io.quarkiverse.mcp.server.ToolManager.ToolAnnotations;
import io.quarkiverse.mcp.server.ToolManager.ToolInfo;
import jakarta.inject.Singleton;

/**
 * Shows a viewer the tools that read. One that changes something can still be called by its name, and says then that it
 * takes an operator: that helps more than a tool that does not exist.
 */
@Singleton
class ToolsOfARole implements ToolFilter {

    private final McpSessions sessions;

    ToolsOfARole(McpSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public boolean test(ToolInfo tool, FilterContext context) {
        return context.method() != McpMethod.TOOLS_LIST
                || tool.annotations().map(ToolAnnotations::readOnlyHint).orElse(false)
                || sessions.isOfAnOperator(context.connection().id());
    }
}
