package chad.roster;

import java.util.List;

/**
 * The models that a fusion asks, and why these.
 *
 * @param models best first, without duplicates, at most {@code max}
 * @param stage the first stage that had something to offer
 * @param parts what each stage did, in order
 * @param max the limit that was in force
 */
record Roster(List<String> models, Stage stage, List<Stage.Part> parts, int max) {

    Roster {
        models = List.copyOf(models);
        parts = List.copyOf(parts);
    }
}
