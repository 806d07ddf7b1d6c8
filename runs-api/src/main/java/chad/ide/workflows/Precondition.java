package chad.ide.workflows;

import chad.edge.FieldError;
import chad.ide.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client believes of the file that it is about to change, by RFC 9110. */
public record Precondition(
        @Nullable String ifMatch, @Nullable String ifNoneMatch) {

    /** Whether there must be no such file. */
    boolean wantsNone() {
        return ifNoneMatch != null && ifNoneMatch.strip().equals("*");
    }

    /** @throws chad.edge.ProblemException 428 when the client does not say which text it has seen */
    void requireGiven(String name) {
        if (ifMatch == null) {
            throw ProblemType.PRECONDITION_REQUIRED.because(
                    ("`%s` exists. Send the `ETag` of the text that you have seen as `If-Match`, so that no"
                                    + " change is lost; or `If-None-Match: *` to create a file that must not exist yet.")
                            .formatted(name));
        }
    }

    /**
     * A proxy that packs an answer makes its tag a weak one, though the text is the same. Ours name a text by its
     * content, so a weak one that is the tag of now can be of no other text.
     */
    private static String strong(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /**
     * @param last who changed it last, if known
     * @throws chad.edge.ProblemException 412 when the text is another one than the client has seen
     */
    void requireMatch(String name, String etag, Optional<WorkflowVersion> last) {
        requireGiven(name);
        boolean matches = ifMatch != null
                && Arrays.stream(ifMatch.split(",", -1))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || strong(tag).equals('"' + etag + '"'));
        if (!matches) {
            String who = last.map(version -> " It was %s by %s at %d (epoch ms)."
                            .formatted(
                                    version.action().word(),
                                    version.by() == null ? "someone outside of this service" : version.by(),
                                    version.atMs()))
                    .orElse("");
            throw ProblemType.PRECONDITION_FAILED.because(
                    "`%s` has changed since you read it.%s Read it again, and merge.".formatted(name, who),
                    List.of(new FieldError("If-Match", ifMatch, '"' + etag + '"')));
        }
    }
}
