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

    /** Types of the JDK only: in tests the server and the application have different class loaders. */
    static final AttributeKey<Runnable> ARRIVED = AttributeKey.valueOf("runs-ide.request-arrived");

    static final AttributeKey<Runnable> ANSWERED = AttributeKey.valueOf("runs-ide.request-answered");

    static final AttributeKey<Runnable> UNREAD = AttributeKey.valueOf("runs-ide.request-unread");

    /** Before a server listens. */
    static void enable() {
        System.setProperty(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    /** To be called by the first handler of a request. */
    static void arrived(HttpServerRequest request) {
        run(request, ARRIVED);
    }

    /** To be called when the request has its answer. What is left of its body has to come in time as well. */
    static void answered(HttpServerRequest request) {
        run(request, hasBody(request) && !request.isEnded() ? UNREAD : ANSWERED);
    }

    static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static void run(HttpServerRequest request, AttributeKey<Runnable> what) {
        if (request.connection() instanceof ConnectionBase connection) {
            Runnable told = connection.channel().attr(what).get();
            if (told != null) {
                told.run();
            }
        }
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new Watch());
    }

    /** Used by the event loop of its connection only. */
    static final class Watch extends ChannelInboundHandlerAdapter {

        private @Nullable Future<?> deadline;
        private boolean answering;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.channel().attr(ARRIVED).set(() -> {
                answering = true;
                stop();
            });
            context.channel().attr(ANSWERED).set(() -> answering = false);
            context.channel().attr(UNREAD).set(() -> {
                answering = false;
                stop();
                start(context);
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
