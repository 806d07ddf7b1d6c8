package chad.volume;

/** How many models a roster may be asked for: by fusion-roster, and by runs-api, which passes the question on. */
public final class RosterLimit {

    public static final int MOST_MODELS = 64;

    private RosterLimit() {}
}
