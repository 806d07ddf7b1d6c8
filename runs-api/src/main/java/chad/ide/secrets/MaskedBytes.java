package chad.ide.secrets;

/**
 * A text in UTF-8 that was masked when it was made and serves many: on its way out it is not looked through again.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record MaskedBytes(byte[] bytes) {}
