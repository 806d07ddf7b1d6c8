package chad.ide.secrets;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A text in UTF-8 that was masked when it was made and serves many: on its way out it is not looked through again.
 */
@RegisterForReflection // it is the entity of an answer, until a filter takes its bytes
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record MaskedBytes(byte[] bytes) {}
