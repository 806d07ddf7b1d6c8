package chad.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import chad.cli.testing.RunsService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What only the packed service can show of authentication: in the tests of runs-api the HTTP server has another class loader
 * than the application, and does not see the deadlines that it offers.
 */
@ExtendWith(RunsService.Provider.class)
@Timeout(120)
class AuthenticationIT {

    private static final Duration HEAD_LIMIT = Duration.ofSeconds(10);
    private static final String KEY = "x-smithers-key: " + RunsService.OPERATOR_KEY + "\r\n";

    private static Socket connect(RunsService service, String text) throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(service.url()).getPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return socket;
    }

    /** Until the service closes the connection. */
    private static String read(Socket socket) throws IOException {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    @Test
    void aConnectionThatSaysNothingIsCutOff(RunsService service) throws IOException {
        assertThat(read(connect(service, ""))).isEmpty();
    }

    @Test
    void aHeadThatComesByteByByteIsCutOff(RunsService service) throws IOException {
        long start = System.nanoTime();
        try (Socket socket = connect(service, "GET /api/runs HTTP/1.1\r\nX-Slow: ")) {
            socket.setSoTimeout(200);
            while (isOpen(socket)) {
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(HEAD_LIMIT.multipliedBy(3));
            }
        }
    }

    /** Sends one more byte, and looks for a while whether the other side is still there. */
    private static boolean isOpen(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write('x');
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException stillOpen) {
            return true;
        } catch (SocketException closed) {
            return false;
        }
    }

    @Test
    void theRestOfABodyThatNobodyReadsIsNotWaitedFor(RunsService service) throws IOException {
        String answer = read(connect(service, "POST /api/launch HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"));

        assertThat(answer).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aStreamGoesOn(RunsService service) throws IOException {
        try (Socket stream = connect(service, "GET /api/stream HTTP/1.1\r\nHost: x\r\n" + KEY + "\r\n")) {
            long until = System.nanoTime() + HEAD_LIMIT.plusSeconds(8).toNanos();
            while (System.nanoTime() < until) {
                assertThat(stream.getInputStream().read()).isNotNegative();
            }
        }
    }

    @Test
    void anIdleConnectionTakesAnotherRequest(RunsService service) throws IOException {
        String request = "GET /api/session HTTP/1.1\r\nHost: x\r\n" + KEY + "\r\n";
        try (Socket socket = connect(service, request)) {
            socket.setSoTimeout((int) HEAD_LIMIT.plusSeconds(2).toMillis());
            assertThatIsSilent(socket);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }

    /** Reads what is there, and then nothing for longer than the limit, without an end. */
    private static void assertThatIsSilent(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException silent) {
            return;
        }
        throw new AssertionError("The connection was closed.");
    }

    /** A proxy that passes an upgrade on would be talked past: what comes behind it is not looked at by the proxy. */
    @Test
    void noHttp2WithoutTls(RunsService service) throws IOException {
        String upgrade;
        try (Socket asked = connect(
                service,
                "GET /api/session HTTP/1.1\r\nHost: x\r\n" + KEY
                        + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n")) {
            upgrade = new String(asked.getInputStream().readNBytes(15), ISO_8859_1);
        }
        String preface = read(connect(service, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"));

        assertThat(upgrade).isEqualTo("HTTP/1.1 200 OK");
        assertThat(preface).contains(" 400 ").doesNotContain("\0");
    }
}
