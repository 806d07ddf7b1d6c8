package chad.ide.live;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.RawRequest;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class SignedOutStreamTest {

    private static final int LONG_MS = 20_000;
    private static final String GONE = "gone";

    @Test
    void aStreamEndsSoonAfterItsSession() throws IOException {
        String cookie = RawRequest.of("POST", "/sign-in")
                .body("application/x-www-form-urlencoded", "key=" + Workspace.VIEWER_KEY)
                .send(RestAssured.port)
                .cookie();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(LONG_MS);
            socket.getOutputStream()
                    .write("GET /api/stream HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n"
                            .formatted(cookie)
                            .getBytes(StandardCharsets.UTF_8));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).contains("200");
            assertThat(Stream.generate(() -> line(in)).anyMatch(line -> line.startsWith(":")))
                    .as("a comment line, for the session is good")
                    .isTrue();

            RawRequest.of("DELETE", "/api/session")
                    .header("Cookie", cookie)
                    .header("Sec-Fetch-Site", "same-origin")
                    .send(RestAssured.port);

            assertThat(Stream.generate(() -> line(in)).anyMatch(GONE::equals)).isTrue();
        }
    }

    private static String line(BufferedReader in) {
        try {
            String line = in.readLine();
            return line == null ? GONE : line;
        } catch (SocketException reset) {
            return GONE;
        } catch (IOException tooLong) {
            throw new UncheckedIOException(tooLong);
        }
    }
}
