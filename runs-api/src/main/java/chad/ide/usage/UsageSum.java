package chad.ide.usage;

/**
 * What the calls of one workflow to one model used in one hour (UTC).
 *
 * @param input includes what was read from the provider's cache
 * @param isExact whether every report had all its figures
 */
public record UsageSum(
        long hourMs,
        String workflow,
        String model,
        long calls,
        long input,
        long output,
        long reasoning,
        long cacheRead,
        boolean isExact) {}
