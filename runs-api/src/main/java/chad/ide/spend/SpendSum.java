package chad.ide.spend;

/** What the calls of one workflow to one model of a provider used in one hour (UTC). */
public record SpendSum(long hourMs, String workflow, String model, String provider, Spent spent) {}
