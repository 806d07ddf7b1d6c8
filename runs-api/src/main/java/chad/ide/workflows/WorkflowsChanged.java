package chad.ide.workflows;

/** A workflow file was written, renamed or deleted through this service. */
public record WorkflowsChanged(String name) {}
