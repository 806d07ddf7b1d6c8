package chad.ide.security;

import chad.ide.security.Door.Verdict;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * All the doors. They are asked in turn, those first where a caller presents something on purpose: the first that knows
 * the caller lets in, and one that is shown something wrong refuses, whatever else there is.
 */
@Singleton
public class Doors {

    private final List<Door> doors;

    Doors(KeyDoor key, AccessDoor access, SessionDoor session, ProxyDoor proxy) {
        this.doors = List.of(key, access, session, proxy);
    }

    Uni<Verdict> ask(RoutingContext context) {
        return ask(context, 0);
    }

    private Uni<Verdict> ask(RoutingContext context, int number) {
        return number == doors.size()
                ? Uni.createFrom().item(Door.NOT_MINE)
                : doors.get(number)
                        .knock(context)
                        .flatMap(verdict -> verdict instanceof Verdict.NotMine
                                ? ask(context, number + 1)
                                : Uni.createFrom().item(verdict));
    }

    /** Whether the same request would be let in now, as the same caller; for answers that go on for long. */
    public Uni<Boolean> isStillWelcome(RoutingContext context) {
        Optional<Caller> admitted = Caller.of(context);
        return admitted.isEmpty()
                ? Uni.createFrom().item(true)
                : ask(context)
                        .map(verdict -> verdict instanceof Verdict.Welcome welcome
                                && welcome.caller().name().equals(admitted.get().name()));
    }
}
