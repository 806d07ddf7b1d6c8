package chad.ide.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The clock is the channel's own. {@code AuthenticationIT} has the same against the packed service. */
class RequestDeadlinesTest {

    private static final int LIMIT = RequestDeadlines.HEAD_SECONDS;

    private final EmbeddedChannel channel = connected();

    private static EmbeddedChannel connected() {
        EmbeddedChannel made = new EmbeddedChannel(false, false, new ChannelHandler[0]);
        made.freezeTime();
        new RequestDeadlines().postInitializeServerChildChannel(made);
        try {
            made.register();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        return made;
    }

    private void pass(int seconds) {
        channel.runPendingTasks();
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private void receive() {
        channel.writeInbound(Unpooled.copiedBuffer(new byte[] {'x'}));
    }

    private Consumer<Boolean> arrive() {
        receive();
        return channel.attr(RequestDeadlines.REQUESTS).get().get();
    }

    @Test
    void silenceEnds() {
        pass(LIMIT - 1);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }

    /** A byte now and then is a sign of life to a limit that looks at silence. */
    @Test
    void aHeadThatComesByteByByteEnds() {
        for (int second = 0; second < LIMIT; second++) {
            receive();
            pass(1);
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anAnswerMayTakeAsLongAsItNeeds() {
        arrive();
        pass(LIMIT * 100);
        receive();
        pass(LIMIT * 100);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void betweenTwoRequestsThereMayBeAPause() {
        arrive().accept(false);
        pass(LIMIT * 5);
        assertThat(channel.isOpen()).isTrue();

        receive();
        pass(LIMIT);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theRestOfAnAnsweredRequestIsNotWaitedFor() {
        arrive().accept(true);
        pass(LIMIT);
        assertThat(channel.isOpen()).isFalse();
    }

    /** An executor's thread that was slow to say so must not start a deadline for the request after it. */
    @Test
    void anAnswerIsToldOfAfterTheNextRequestHasArrived() {
        Consumer<Boolean> first = arrive();
        Consumer<Boolean> second = arrive();
        first.accept(true);
        receive();
        pass(LIMIT * 100);
        assertThat(channel.isOpen()).isTrue();

        second.accept(false);
        channel.runPendingTasks();
        receive();
        pass(LIMIT);
        assertThat(channel.isOpen()).isFalse();
    }
}
