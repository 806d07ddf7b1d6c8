package chad.roster;

import static java.util.Locale.ROOT;

import java.util.List;

/** A source of models, in the order in which they are asked. */
enum Stage {
    /** CHAD_FUSION_MODELS. */
    ENV,
    /** The arena's champions of kind model, from population.json. */
    CHAMPIONS,
    /** The flagships of models.json; fill up what the champions leave free. */
    FEATURED,
    /** The built-in list. */
    FALLBACK;

    String word() {
        return name().toLowerCase(ROOT);
    }

    /** What a stage did for the roster. */
    enum Outcome {
        /** Its models are the roster, or its first part. */
        WON,
        /** Its models fill up the places that the winner left free. */
        FILLED,
        /** It had models, but every place was taken. */
        NOT_NEEDED,
        /** It had no model to offer. */
        EMPTY;

        String word() {
            return name().toLowerCase(ROOT).replace('_', '-');
        }
    }

    /**
     * A stage's part in one resolution.
     *
     * @param detail why, in plain words
     * @param offered what it had to offer, in order
     * @param used how many of them are in the roster
     */
    record Part(Stage stage, Outcome outcome, String detail, List<String> offered, int used) {

        Part {
            offered = List.copyOf(offered);
        }
    }
}
