package chad.ide.spend;

/**
 * What a run used.
 *
 * @param models how many models it asked
 */
public record RunSpend(UsedTokens used, int models) {}
