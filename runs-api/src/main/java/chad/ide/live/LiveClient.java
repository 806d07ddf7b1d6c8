package chad.ide.live;

import io.quarkus.logging.Log;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One open stream: a place in the change log. The next message is handed out when the one before is on the wire, so a
 * slow client is waited for and nothing piles up; it is dropped when the log has moved on past its place, or when not
 * even a comment line got through since the last one. Everything but {@link #request} and {@link #cancel} happens on the
 * one sending thread.
 */
final class LiveClient implements Flow.Subscription {

    private static final int AT_ONCE = 100;

    private final ChangeLog log;
    private final LiveClients clients;
    private final Sse sse;
    private final StreamResource.Wish wish;
    private final Flow.Subscriber<? super OutboundSseEvent> subscriber;
    private final Runnable disconnect;
    private final Runnable left;
    private final AtomicLong wanted = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<OutboundSseEvent> greeting = new ArrayDeque<>();
    private long place;
    private boolean pingDue;

    /** @param disconnect closes the connection, whatever is on its way */
    LiveClient(
            ChangeLog log,
            LiveClients clients,
            Sse sse,
            StreamResource.Wish wish,
            Flow.Subscriber<? super OutboundSseEvent> subscriber,
            Runnable disconnect,
            Runnable left) {
        this.log = log;
        this.clients = clients;
        this.sse = sse;
        this.wish = wish;
        this.subscriber = subscriber;
        this.disconnect = disconnect;
        this.left = left;
        greet(wish.lastId());
    }

    /** A client that goes on keeps its own last id until it has got what it missed. */
    private void greet(@Nullable String lastId) {
        long newest = log.newest();
        Optional<Long> from = Optional.ofNullable(lastId)
                .map(log::number)
                .filter(number -> number.isPresent())
                .map(number -> number.getAsLong())
                .filter(number -> log.after(number, 1).isPresent());
        place = from.orElse(newest);
        greeting.add(event(place, log.text(new Change.Hello(log.id(newest), System.currentTimeMillis()))));
        if (lastId != null && !lastId.isEmpty() && from.isEmpty()) {
            greeting.add(event(
                    place, log.text(new Change.Reset("What happened since your last message is no longer known."))));
        }
    }

    @Override
    public void request(long count) {
        wanted.accumulateAndGet(count, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
        clients.onSender(this::send);
    }

    @Override
    public void cancel() {
        if (over.compareAndSet(false, true)) {
            clients.remove(this);
            left.run();
        }
    }

    /** Hands out what the client is ready to take. */
    void send() {
        while (wanted.get() > 0 && !over.get()) {
            if (!greeting.isEmpty()) {
                hand(greeting.remove());
            } else if (!sendNews()) {
                if (pingDue) {
                    pingDue = false;
                    hand(sse.newEventBuilder().comment("ping").build());
                }
                return;
            }
        }
    }

    /** False when there are none. */
    private boolean sendNews() {
        Optional<List<ChangeLog.Entry>> news = log.after(place, AT_ONCE);
        if (news.isEmpty()) {
            drop(DropReason.FELL_BEHIND);
            return true;
        }
        for (ChangeLog.Entry entry : news.get()) {
            boolean isForUs = wish.isFor(entry.about());
            if (isForUs && wanted.get() == 0) {
                return true;
            }
            place = entry.number();
            if (isForUs) {
                hand(event(place, entry.json()));
            }
        }
        return !news.get().isEmpty();
    }

    /** Time for a comment line. One that is still due from the last time means that the client takes nothing. */
    void ping() {
        if (pingDue && wanted.get() == 0) {
            drop(DropReason.TAKES_NOTHING);
            return;
        }
        pingDue = true;
        send();
    }

    /** Whoever opened it is not let in any more. */
    void signedOut() {
        drop(DropReason.SIGNED_OUT);
    }

    private void drop(DropReason why) {
        Log.infof("A client of the stream was dropped: %s.", why.inWords());
        clients.countDropped(why);
        cancel();
        disconnect.run();
    }

    private void hand(OutboundSseEvent event) {
        wanted.updateAndGet(now -> now == Long.MAX_VALUE ? now : now - 1);
        pingDue = false;
        subscriber.onNext(event);
    }

    private OutboundSseEvent event(long number, String json) {
        return sse.newEventBuilder().id(log.id(number)).data(String.class, json).build();
    }
}
