package chad.ide.answers;

import chad.ide.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The memory that answers share: a semaphore in bytes.
 *
 * <p>Not a singleton: the filter is made while the application is built, when there are no settings yet.
 */
@ApplicationScoped
public class AnswerBudget {

    private final AnswerConfig config;
    private final int each;
    private final Semaphore left;

    AnswerBudget(AnswerConfig config) {
        this.config = config;
        int together = Math.toIntExact(config.together().asLongValue());
        this.each = Math.min(together, Math.toIntExact(config.each().asLongValue()));
        this.left = new Semaphore(together, true);
    }

    /** A part of the memory, given back once. */
    public final class Share {

        private final AtomicBoolean isGivenBack = new AtomicBoolean();

        public void close() {
            if (isGivenBack.compareAndSet(false, true)) {
                left.release(each);
            }
        }
    }

    /**
     * Waits for the share of one answer.
     *
     * @throws chad.edge.ProblemException 503 when others hold all of it for long
     */
    public Share take() {
        try {
            if (left.tryAcquire(each, config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                return new Share();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        throw ProblemType.MEMORY_TAKEN.because(
                ("Other large answers have used all memory for answers (runs.answers.together, %d MB) for %d"
                                + " s. Try again in a few seconds.")
                        .formatted(
                                config.together().asLongValue() >> 20,
                                config.patience().toSeconds()));
    }

    /**
     * Makes an answer that is small itself of values that are not.
     *
     * @throws chad.edge.ProblemException 503 when others hold all of the memory for long
     */
    public <T> T within(Supplier<T> answer) {
        Share share = take();
        try {
            return answer.get();
        } finally {
            share.close();
        }
    }

    /** Bytes of values that one answer may carry. */
    public long each() {
        return each;
    }

    /** Bytes of a value that is shown whole. */
    public int value() {
        return Math.toIntExact(Math.min(each, config.value().asLongValue()));
    }

    /** Bytes that are free at the moment. */
    public long left() {
        return left.availablePermits();
    }
}
