package chad.ide.workflows;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A workflow's source.
 *
 * @param etag names this very text; also in the header {@code ETag}, there in quotes
 */
public record WorkflowText(
        @Schema(examples = "fusion.jsx") String name,

        @Schema(examples = "/** @jsxImportSource smithers-orchestrator */")
        String source,

        @Schema(examples = "9f86d081884c7d659a2feaa0c55ad015")
        String etag,

        long sizeBytes,
        long modifiedAtMs) {}
