package chad.ide.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/** A port on which nobody listens until a test does. */
public final class FreePort {

    private FreePort() {}

    /** The same for every call with that name: a profile is asked more than once, and by several class loaders. */
    public static int named(String property) {
        Integer known = Integer.getInteger(property);
        if (known != null) {
            return known;
        }
        try (ServerSocket socket = new ServerSocket(0)) {
            System.setProperty(property, Integer.toString(socket.getLocalPort()));
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
