package chad.roster;

import static chad.roster.Stage.CHAMPIONS;
import static chad.roster.Stage.ENV;
import static chad.roster.Stage.FALLBACK;
import static chad.roster.Stage.FEATURED;

import chad.roster.Stage.Outcome;
import chad.roster.Stage.Part;
import chad.volume.Catalog;
import chad.volume.CatalogFile;
import chad.volume.FileRead;
import chad.volume.FollowedFile;
import chad.volume.RosterLimit;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Resolves the roster: the operator's list is the roster where there is one; else the champions come first and featured
 * models fill up; else the built-in list. Follows the files as they change.
 */
@ApplicationScoped
public class RosterResolver {

    /** What a stage has to offer, and a sentence about where it comes from or why there is nothing. */
    private record Offer(Stage stage, List<String> models, String detail) {}

    private final RosterConfig config;
    private final FollowedFile<Catalog> catalogs;
    private final FollowedFile<Champions> population;
    private final Clock clock;
    private final List<String> ownList;
    private final FileTrouble modelsTrouble = new FileTrouble("models.json");
    private final FileTrouble populationTrouble = new FileTrouble("population.json");

    RosterResolver(RosterConfig config, Clock clock) {
        this.config = config;
        this.population = Champions.followed(config.populationPath());
        this.clock = clock;
        catalogs = new CatalogFile(config.catalogPath()).followed();
        ownList = ownList(config.models().orElse(""));
        if (config.max() < 1 || config.max() > RosterLimit.MOST_MODELS) {
            throw new IllegalArgumentException(
                    "CHAD_FUSION_MAX=%d is not a number from 1 to %d".formatted(config.max(), RosterLimit.MOST_MODELS));
        }
    }

    /** The catalog file as it is now, and the last good catalog. */
    FollowedFile.State<Catalog> catalog() {
        return catalogs.look();
    }

    FollowedFile.State<Champions> population() {
        return population.look();
    }

    /**
     * Resolves.
     *
     * @param asked how many models are wanted; CHAD_FUSION_MAX stays the limit
     */
    Roster resolve(Optional<Integer> asked) {
        int max = Math.min(asked.orElse(config.max()), config.max());
        var models = new LinkedHashSet<String>();
        var parts = new ArrayList<Part>();
        for (Offer offer : List.of(own(), champions(), featured(), fallback())) {
            parts.add(take(offer, models, parts, max));
        }
        Stage winner = parts.stream()
                .filter(part -> part.outcome() == Outcome.WON)
                .map(Part::stage)
                .findFirst()
                .orElse(FALLBACK);
        return new Roster(List.copyOf(models), winner, parts, max);
    }

    private Part take(Offer offer, Set<String> models, List<Part> before, int max) {
        if (offer.models().isEmpty()) {
            return new Part(offer.stage(), Outcome.EMPTY, offer.detail(), List.of(), 0);
        }
        boolean mayFill = models.isEmpty()
                || (offer.stage() == FEATURED
                        && before.stream().allMatch(part -> part.stage() != ENV || part.used() == 0));
        if (!mayFill || models.size() >= max) {
            String why = mayFill ? "all places are taken" : "an earlier stage decided";
            return new Part(offer.stage(), Outcome.NOT_NEEDED, offer.detail() + "; " + why, offer.models(), 0);
        }
        Outcome outcome = models.isEmpty() ? Outcome.WON : Outcome.FILLED;
        int had = models.size();
        for (String model : offer.models()) {
            if (models.size() < max) {
                models.add(model);
            }
        }
        int used = models.size() - had;
        String cut = used < offer.models().size()
                ? "; %d of %d used (the limit is %d)"
                        .formatted(used, offer.models().size(), max)
                : "";
        return new Part(offer.stage(), outcome, offer.detail() + cut, offer.models(), used);
    }

    private Offer own() {
        return new Offer(
                ENV,
                ownList,
                ownList.isEmpty()
                        ? "CHAD_FUSION_MODELS is not set"
                        : "CHAD_FUSION_MODELS names %d".formatted(ownList.size()));
    }

    private Offer champions() {
        FollowedFile.State<Champions> state = population.look();
        Champions champions = state.lastGood().orElse(Champions.NONE);
        String trouble = state.file() instanceof FileRead.Broken<Champions>(String reason)
                ? "population.json can't be used (%s)".formatted(reason)
                : "";
        populationTrouble.now(trouble, !champions.models().isEmpty());
        if (state.file() instanceof FileRead.Missing) {
            return new Offer(CHAMPIONS, List.of(), "there is no population.json: no experiment has run");
        }
        if (!trouble.isEmpty() && champions.models().isEmpty()) {
            return new Offer(CHAMPIONS, List.of(), trouble);
        }
        if (champions.offline()) {
            return new Offer(
                    CHAMPIONS,
                    List.of(),
                    "population.json was scored offline, without real models, so its champions are skipped");
        }
        var alive = new ArrayList<String>();
        var gone = new ArrayList<String>();
        Optional<Catalog> catalog = catalogs.look().lastGood();
        for (String champion : champions.models()) {
            boolean left = catalog.map(known ->
                            known.isDead(champion) || known.changes().removed().contains(champion))
                    .orElse(false);
            (left ? gone : alive).add(champion);
        }
        String detail = servesOn(trouble)
                + (alive.isEmpty() ? "the arena has no champion of kind model" : "the arena's champions of kind model")
                + (gone.isEmpty()
                        ? ""
                        : ", except those that the provider no longer serves: " + String.join(", ", gone));
        return new Offer(CHAMPIONS, alive, detail);
    }

    private Offer featured() {
        FollowedFile.State<Catalog> state = catalogs.look();
        String trouble =
                switch (state.file()) {
                    case FileRead.Good<Catalog> _ -> "";
                    case FileRead.Missing<Catalog> _ -> "models.json does not exist";
                    case FileRead.Broken<Catalog>(String reason) -> "models.json can't be used (%s)".formatted(reason);
                };
        modelsTrouble.now(trouble, state.lastGood().isPresent());
        if (state.lastGood().isEmpty()) {
            return new Offer(FEATURED, List.of(), trouble + "; is model-refresh running?");
        }
        Catalog catalog = state.lastGood().get();
        Duration age = catalog.age(clock.instant());
        String detail = servesOn(trouble)
                + "featured of " + catalog.generatedAt().truncatedTo(ChronoUnit.SECONDS)
                + (age.compareTo(config.staleAfter()) > 0 ? ", which is %d hours old".formatted(age.toHours()) : "")
                + (catalog.featured().isEmpty() ? ", which features none" : "");
        return new Offer(FEATURED, catalog.featured(), detail);
    }

    private Offer fallback() {
        return new Offer(FALLBACK, List.copyOf(new LinkedHashSet<>(config.fallback())), "the built-in list");
    }

    private static String servesOn(String trouble) {
        return trouble.isEmpty() ? "" : trouble + ", the last good one is used: ";
    }

    private static List<String> ownList(String commaList) {
        var models = new LinkedHashSet<String>();
        for (String model : commaList.split(",", -1)) {
            if (!model.isBlank()) {
                models.add(model.strip());
            }
        }
        return List.copyOf(models);
    }
}
