package chad.ide.store;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Somebody who can't take in the first news of one store, and before whom nobody else hears of it. */
@ApplicationScoped
public class DeafOnce {

    private static final AtomicReference<String> STORE = new AtomicReference<>("");
    private static final AtomicInteger MISSED = new AtomicInteger();

    static void deafTo(String store) {
        STORE.set(store);
    }

    static int missed() {
        return MISSED.get();
    }

    void hear(@Observes @Priority(1) StoreChanged news) {
        if (news.store().name().equals(STORE.get())) {
            STORE.set("");
            MISSED.incrementAndGet();
            throw new IllegalStateException("This is what the test wants.");
        }
    }
}
