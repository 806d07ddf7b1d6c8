package chad.ide.spend;

/** The most that one call cost, in billionths of a dollar, and used, in tokens; zero where nothing is known. */
public record DearestCall(long nanoUsd, long tokens) {

    public static final DearestCall UNKNOWN = new DearestCall(0, 0);
}
