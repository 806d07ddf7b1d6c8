package chad.ide.spend;

import chad.ide.spend.Spend.By;
import chad.ide.spend.Spend.Day;
import chad.ide.spend.Spend.Group;
import chad.ide.spend.Spend.UnpricedModel;
import chad.ide.spend.SpendQueries.OfRun;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers what was spent: by run and node from the lines, which are kept for a time, else from the sums by hour. */
@Singleton
public class SpendService {

    private static final int MAX_GROUPS = 200;
    private static final int MAX_UNPRICED = 50;

    private static final Comparator<Spent> DEAREST = Comparator.comparingLong(Spent::nanoUsd)
            .thenComparingLong(Spent::total)
            .reversed();

    private final SpendQueries queries;
    private final SpendFollower follower;
    private final Prices prices;
    private final Clock clock;

    SpendService(SpendQueries queries, SpendFollower follower, Prices prices, Clock clock) {
        this.queries = queries;
        this.follower = follower;
        this.prices = prices;
        this.clock = clock;
    }

    /** @throws chad.ide.ledger.LedgerUnavailableException when nobody can tell now */
    public Spend of(SpendQuery query) {
        boolean isWhole = !follower.isBehind();
        if (query.label() != null) {
            return ofLabels(query, query.label(), isWhole);
        }
        if (query.by() == By.RUN || query.by() == By.NODE || query.run() != null) {
            return ofLines(query, isWhole);
        }
        List<SpendSum> sums = queries.between(query.sinceMs(), query.untilMs()).stream()
                .filter(sum -> query.workflow() == null || query.workflow().equals(sum.workflow()))
                .filter(sum -> query.model() == null || query.model().equals(sum.model()))
                .toList();
        List<Day> days = days(query, sums, isWhole);
        Function<SpendSum, String> key =
                switch (query.by()) {
                    case MODEL -> SpendSum::model;
                    case WORKFLOW -> SpendSum::workflow;
                    case PROVIDER -> SpendSum::provider;
                    case DAY, RUN, NODE, SCHEDULE, LABEL -> sum -> "";
                };
        Map<String, Spent> byKey = new HashMap<>();
        sums.forEach(sum -> byKey.merge(key.apply(sum), sum.spent(), Spent::plus));
        List<Group> groups = query.by() == By.DAY
                ? days.stream()
                        .map(day -> new Group(day.date(), day.sinceMs(), null, null, null, day.used()))
                        .toList()
                : byKey.entrySet().stream()
                        .sorted(Map.Entry.<String, Spent>comparingByValue(DEAREST)
                                .thenComparing(Map.Entry::getKey))
                        .map(one -> new Group(
                                one.getKey(),
                                null,
                                null,
                                null,
                                null,
                                one.getValue().told(isWhole)))
                        .toList();
        return new Spend(
                query.sinceMs(),
                query.untilMs(),
                query.by(),
                sums.stream()
                        .map(SpendSum::spent)
                        .reduce(Spent.NOTHING, Spent::plus)
                        .told(isWhole),
                groups.stream()
                        .limit(query.by() == By.DAY ? Long.MAX_VALUE : MAX_GROUPS)
                        .toList(),
                groups.size(),
                days,
                unpriced(sums),
                prices.source());
    }

    private static List<Day> days(SpendQuery query, List<SpendSum> sums, boolean isWhole) {
        Map<LocalDate, Spent> byDay = new LinkedHashMap<>();
        ZonedDateTime day = query.dayOf(query.sinceMs());
        while (day.toInstant().toEpochMilli() < query.untilMs()) {
            byDay.put(day.toLocalDate(), Spent.NOTHING);
            day = day.plusDays(1);
        }
        sums.forEach(sum -> byDay.merge(query.dayOf(sum.hourMs()).toLocalDate(), sum.spent(), Spent::plus));
        List<Day> days = new ArrayList<>();
        byDay.forEach((date, spent) -> days.add(new Day(
                date.toString(), date.atStartOfDay(query.zone()).toInstant().toEpochMilli(), spent.told(isWhole))));
        return days;
    }

    private static List<UnpricedModel> unpriced(List<SpendSum> sums) {
        record Model(String id, String provider) {}
        Map<Model, Spent> models = new HashMap<>();
        sums.stream()
                .filter(sum -> sum.spent().unpricedCalls() > 0)
                .forEach(sum -> models.merge(new Model(sum.model(), sum.provider()), sum.spent(), Spent::plus));
        return models.entrySet().stream()
                .map(one -> new UnpricedModel(
                        one.getKey().id(),
                        one.getKey().provider(),
                        one.getValue().unpricedCalls(),
                        one.getValue().total()))
                .sorted(Comparator.comparingLong(UnpricedModel::tokens)
                        .reversed()
                        .thenComparing(UnpricedModel::model))
                .limit(MAX_UNPRICED)
                .toList();
    }

    /** A run or a node is not in the sums; nor is what was spent by one run by model or day. */
    private Spend ofLines(SpendQuery query, boolean isWhole) {
        boolean byNode = query.by() != By.RUN;
        List<OfRun> found = queries.dearest(
                byNode, query.sinceMs(), query.untilMs(), query.workflow(), query.model(), query.run(), MAX_GROUPS + 1);
        List<Group> groups = found.stream()
                .limit(MAX_GROUPS)
                .map(one -> new Group(
                        byNode ? one.nodeId() : one.runId(),
                        null,
                        one.runId(),
                        one.store(),
                        one.workflow(),
                        one.spent().told(isWhole)))
                .toList();
        By by = byNode ? By.NODE : By.RUN;
        if (query.run() != null) {
            UsedTokens total = found.stream()
                    .map(OfRun::spent)
                    .reduce(Spent.NOTHING, Spent::plus)
                    .told(isWhole);
            return new Spend(
                    query.sinceMs(),
                    query.untilMs(),
                    by,
                    total,
                    groups,
                    found.size(),
                    List.of(),
                    List.of(),
                    prices.source());
        }
        return with(query, by, groups, found.size());
    }

    /** As kept with the lines: a run has its labels for as long as these are kept. */
    private Spend ofLabels(SpendQuery query, String label, boolean isWhole) {
        List<SpendQueries.OfLabel> found =
                queries.byLabel(label, query.sinceMs(), query.untilMs(), query.workflow(), query.model());
        List<Group> groups = found.stream()
                .limit(MAX_GROUPS)
                .map(one -> new Group(
                        one.value(), null, null, null, null, one.spent().told(isWhole)))
                .toList();
        return with(query, query.by(), groups, found.size());
    }

    /** The groups beside the total and the days of the same time. */
    private Spend with(SpendQuery query, By by, List<Group> groups, int count) {
        Spend whole = of(new SpendQuery(
                By.DAY, query.sinceMs(), query.untilMs(), query.zone(), query.workflow(), query.model(), null, null));
        return new Spend(
                query.sinceMs(),
                query.untilMs(),
                by,
                whole.total(),
                groups,
                count,
                whole.days(),
                whole.unpriced(),
                whole.prices());
    }

    /** For a machine or a model that asks without a time: seven days up to today. */
    public Spend of(@Nullable String by, @Nullable String workflow, @Nullable String label) {
        return of(SpendQuery.parse(by, null, null, null, workflow, null, null, label, clock.millis()));
    }
}
