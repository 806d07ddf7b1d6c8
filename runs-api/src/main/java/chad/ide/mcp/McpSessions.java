package chad.ide.mcp;

import chad.ide.security.Caller;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whose the sessions are. The library knows a session by its id alone, and an id is no secret: it stands in logs of
 * clients and proxies. Those that were not used for longest are forgotten; their clients begin anew.
 */
@Singleton
class McpSessions {

    private static final int MAX = 20_000;

    private record Owner(String name, boolean operator) {
        static Owner of(Caller caller) {
            return new Owner(caller.name(), caller.operator());
        }
    }

    private final Map<String, Owner> owners = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Owner> eldest) {
            return size() > MAX;
        }
    };

    synchronized void began(String id, Caller caller) {
        owners.put(id, Owner.of(caller));
    }

    /** Whether the session is that caller's, whose role may be another one by now. */
    synchronized boolean isOf(String id, Caller caller) {
        Owner owner = owners.get(id);
        boolean isTheSame = owner != null && owner.name().equals(caller.name());
        if (isTheSame) {
            owners.put(id, Owner.of(caller));
        }
        return isTheSame;
    }

    synchronized boolean isOfAnOperator(String id) {
        Owner owner = owners.get(id);
        return owner != null && owner.operator();
    }

    synchronized void ended(String id) {
        owners.remove(id);
    }
}
