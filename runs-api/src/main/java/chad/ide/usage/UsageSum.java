package chad.ide.usage;

/** What the calls of one workflow to one model used in one hour (UTC). */
public record UsageSum(long hourMs, String workflow, String model, UsedTokens tokens) {}
