package chad.ide.spend;

/** Of money, in billionths of a dollar, and of tokens, of input and output together. */
public record Amount(long nanoUsd, long tokens) {

    public static final Amount NOTHING = new Amount(0, 0);

    public Amount plus(Amount other) {
        return new Amount(nanoUsd + other.nanoUsd, tokens + other.tokens);
    }

    /** What of this is not in the other; not negative. */
    public Amount beyond(Amount other) {
        return new Amount(Math.max(0, nanoUsd - other.nanoUsd), Math.max(0, tokens - other.tokens));
    }

    /** Of either the greater. */
    public Amount most(Amount other) {
        return new Amount(Math.max(nanoUsd, other.nanoUsd), Math.max(tokens, other.tokens));
    }
}
