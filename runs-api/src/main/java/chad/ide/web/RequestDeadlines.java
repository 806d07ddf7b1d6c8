package chad.ide.web;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which the head of a request does not arrive in time.
 *
 * <p>The HTTP server has a limit for silence only, which a byte now and then keeps off for ever. So the bytes themselves
 * are watched: from the first one of a head, and from the moment when the connection was made, until the router has the
 * request. Netty offers this place to whoever is named in {@code META-INF/services}, once its property is set.
 */
@RegisterForReflection(targets = {RequestDeadlines.class, RequestDeadlines.Watch.class})
public final class RequestDeadlines extends ChannelInitializerExtension {

    static final int HEAD_SECONDS = 10;

    /**
     * Asked when a request has arrived; what it gives is told when that request has its answer, and whether some of its
     * body is still to come. Types of the JDK only: in tests the server and the application have different class loaders.
     */
    static final AttributeKey<Supplier<Consumer<Boolean>>> REQUESTS = AttributeKey.valueOf("runs-ide.requests");

    /** Before a server listens. */
    static void enable() {
        System.setProperty(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    /** To be called by the first handler of a request, and what it returns when the request has its answer. */
    static Runnable arrived(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            Supplier<Consumer<Boolean>> requests =
                    connection.channel().attr(REQUESTS).get();
            if (requests != null) {
                Consumer<Boolean> answered = requests.get();
                return () -> answered.accept(hasBody(request) && !request.isEnded());
            }
        }
        return () -> {};
    }

    static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new Watch());
    }

    /** Used by the event loop of its connection only. */
    static final class Watch extends ChannelInboundHandlerAdapter {

        private @Nullable Future<?> deadline;
        private boolean answering;

        /** An answer given by another thread is told of when the next request may have arrived already. */
        private long newest;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.channel().attr(REQUESTS).set(() -> {
                long number = ++newest;
                answering = true;
                stop();
                return unread -> context.executor().execute(() -> answered(context, number, unread));
            });
            start(context);
            context.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (deadline == null && !answering) {
                start(context);
            }
            context.fireChannelRead(bytes);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            stop();
            context.fireChannelInactive();
        }

        private void answered(ChannelHandlerContext context, long number, boolean unread) {
            if (number == newest) {
                answering = false;
                if (unread) {
                    stop();
                    start(context);
                }
            }
        }

        private void start(ChannelHandlerContext context) {
            deadline = context.executor().schedule(() -> context.close(), HEAD_SECONDS, TimeUnit.SECONDS);
        }

        private void stop() {
            if (deadline != null) {
                deadline.cancel(false);
                deadline = null;
            }
        }
    }
}
