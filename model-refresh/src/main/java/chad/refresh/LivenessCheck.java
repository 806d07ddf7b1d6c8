package chad.refresh;

import chad.volume.Liveness;
import chad.volume.Liveness.Status;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Picks one model of each family, asking it for one token where a key is configured: a provider lists ids for weeks that
 * it answers with 404 or 410. The dead give way to the next of their family. Only such an answer counts as death; a
 * busy, failing or silent model stays in.
 */
@ApplicationScoped
public class LivenessCheck {

    /** Below this, "all are dead" may simply be true. */
    private static final int FAMILIES_FOR_DOUBT = 3;

    /**
     * The models that were picked.
     *
     * @param featured one id per family that has one left, in the families' order
     * @param liveness what the asked ids answered, in the order of the ids
     */
    record Picked(List<String> featured, Map<String, Liveness> liveness) {}

    private final RefreshConfig.Liveness config;
    private final ProviderClient provider;
    private final Clock clock;

    LivenessCheck(RefreshConfig config, ProviderClient provider, Clock clock) {
        this.config = config.liveness();
        this.provider = provider;
        this.clock = clock;
    }

    /**
     * Picks the first member of each family that is not dead.
     *
     * @param candidates for each family its members, best first
     */
    Picked pick(List<List<String>> candidates) {
        List<String> best = candidates.stream().map(List::getFirst).toList();
        if (!config.enabled() || !provider.hasKey() || candidates.isEmpty()) {
            return new Picked(best, Map.of());
        }
        var answers = new ConcurrentSkipListMap<String, Liveness>();
        List<String> alive = ask(candidates, answers);
        if (alive.isEmpty() && candidates.size() >= FAMILIES_FOR_DOUBT && noneIsAtItsEnd(answers.values())) {
            Log.warnf(
                    "catalog: all %d models that were checked answered 404, which points to the endpoint or the"
                            + " key rather than the models: they stay featured. Check CHAD_INFERENCE_BASE_URL and"
                            + " NVIDIA_API_KEY.",
                    answers.size());
            answers.replaceAll((_, answer) ->
                    new Liveness(Status.UNKNOWN, answer.checkedAtMs(), answer.latencyMs(), answer.http()));
            return new Picked(best, new TreeMap<>(answers));
        }
        return new Picked(alive, new TreeMap<>(answers));
    }

    private List<String> ask(List<List<String>> candidates, Map<String, Liveness> answers) {
        long deadline = System.nanoTime() + config.totalTimeout().toNanos();
        try (var askers = Executors.newFixedThreadPool(Math.min(config.concurrency(), candidates.size()))) {
            var picks = new ArrayList<Future<String>>();
            for (List<String> family : candidates) {
                Callable<String> pick = () -> firstNotDead(family, deadline, answers);
                picks.add(askers.submit(pick));
            }
            var alive = new ArrayList<String>();
            for (Future<String> pick : picks) {
                String id = pick.get();
                if (!id.isEmpty()) {
                    alive.add(id);
                }
            }
            return alive;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return candidates.stream().map(List::getFirst).toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a liveness check failed", e.getCause());
        }
    }

    /** The first member that did not answer that it is dead, or an empty text. */
    private String firstNotDead(List<String> family, long deadline, Map<String, Liveness> answers) {
        for (String id : family.subList(0, Math.min(config.candidates(), family.size()))) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                return id;
            }
            Liveness answer = ask(id, left.compareTo(config.timeout()) < 0 ? left : config.timeout());
            answers.put(id, answer);
            if (answer.status() != Status.DEAD) {
                return id;
            }
        }
        return "";
    }

    private Liveness ask(String id, Duration timeout) {
        long startedNs = System.nanoTime();
        OptionalInt http = provider.askForOneToken(id, timeout);
        long latencyMs = Duration.ofNanos(System.nanoTime() - startedNs).toMillis();
        Integer status = http.isPresent() ? http.getAsInt() : null;
        return new Liveness(status(http), clock.millis(), latencyMs, status);
    }

    private static Status status(OptionalInt http) {
        return switch (http.orElse(0)) {
            case 200 -> Status.ALIVE;
            case 404, 410 -> Status.DEAD;
            default -> Status.UNKNOWN;
        };
    }

    private static boolean noneIsAtItsEnd(Collection<Liveness> answers) {
        return answers.stream().noneMatch(answer -> Objects.equals(answer.http(), 410));
    }
}
