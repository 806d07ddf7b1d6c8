package chad.ide.web;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static chad.ide.testing.Workspace.asOperator;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.testing.LogLines;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class RequestGuardTest {

    /** It was an error of ours, with a stack trace in the log each time, for whoever asked for the sign-in page so. */
    @Test
    void aRequestThatNamesNoHostIsRefusedAndNotLogged() throws IOException {
        try (LogLines log = LogLines.listen()) {
            for (String request : List.of(
                    "GET /sign-in HTTP/1.0\r\n\r\n",
                    "GET /api/runs HTTP/1.0\r\nx-smithers-key: " + OPERATOR_KEY + "\r\n\r\n",
                    "POST /sign-in HTTP/1.0\r\nContent-Length: 3\r\n\r\nk=1")) {
                assertThat(answer(request))
                        .contains(" 400 ", "urn:runs-ide:problem:bad-request", "`Host`", "default-src 'none'");
            }
            for (String request : List.of(
                    "GET /sign-in HTTP/1.1\r\nConnection: close\r\n\r\n",
                    "GET /sign-in HTTP/1.1\r\nConnection: close\r\nHost: a<b>\r\n\r\n")) {
                assertThat(answer(request)).contains(" 400 ");
            }
            assertThat(log.errors()).isEmpty();
        }
    }

    private static String answer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), RestAssured.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void aBodyThatIsTooLargeIsAProblem() {
        asOperator()
                .contentType("application/json")
                .body("\"" + "x".repeat(2 * 1024 * 1024) + "\"")
                .post("/api/launch")
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:runs-ide:problem:too-large"));
    }
}
