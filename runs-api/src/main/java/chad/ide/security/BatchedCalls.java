package chad.ide.security;

import io.vertx.ext.web.RoutingContext;

/**
 * Marks a request that carries calls of tools, of which some read and some write, whatever its HTTP method. Who serves
 * it counts each write against the limit, and writes it down in the audit log, by itself.
 */
public final class BatchedCalls {

    private static final String KEY = BatchedCalls.class.getName();

    private BatchedCalls() {}

    public static void mark(RoutingContext context) {
        context.put(KEY, true);
    }

    public static boolean in(RoutingContext context) {
        return context.get(KEY) != null;
    }
}
