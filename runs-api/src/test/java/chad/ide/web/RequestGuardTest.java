package chad.ide.web;

import static chad.ide.testing.Workspace.asOperator;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class RequestGuardTest {

    /** By hand: no client library sends such an address. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/runs/%zz", "/api/runs?q=%", "/api/runs/a%2", "/%g0"})
    void aBrokenEscapeIsAProblem(String address) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-smithers-key: %s\r\n\r\n"
                            .formatted(address, Workspace.OPERATOR_KEY)
                            .getBytes(US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "%25");
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
