package chad.ide.web;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static chad.ide.testing.Workspace.asOperator;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that begin and do not go on. Each of them held a worker until nobody else was served. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class HalfSentRequestsTest {

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String KEY = "x-smithers-key: " + OPERATOR_KEY + "\r\n";

    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), RestAssured.port);
        open.add(socket);
        socket.setSoTimeout(40_000);
        write(socket, text);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String head(String target, String more, int length) {
        return "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(target, RestAssured.port, more, length);
    }

    /** Until the server closes the connection. */
    private static String answer(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    /** They once held every worker for a minute. */
    @Test
    @Timeout(30)
    void halvesOfAFormHoldNobodyUp() throws IOException {
        for (int i = 0; i < 230; i++) {
            send(head("/sign-in", FORM, 100) + "k");
        }

        asOperator().get("/api/runs").then().statusCode(200);
        asOperator().get("/api/health").then().statusCode(200);
    }

    @Test
    @Timeout(60)
    void halvesOfBodiesOfAnOperatorHoldNobodyUpEither() throws IOException {
        for (int i = 0; i < 120; i++) {
            send(head("/api/launch", JSON + KEY, 100) + "{");
            send(head("/mcp", JSON + KEY + "Accept: application/json, text/event-stream\r\n", 100) + "{");
        }

        long before = System.nanoTime();
        asOperator().get("/api/runs").then().statusCode(200);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @Timeout(60)
    void aFormThatDoesNotComeIsRefusedAfterSeconds() throws IOException {
        Socket socket = send(head("/sign-in", FORM, 100) + "k");

        String answer = new String(socket.getInputStream().readNBytes(900), ISO_8859_1);

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("default-src 'none'");
    }

    @Test
    void aFormOfMoreThanFourKilobytesIsRefused() throws IOException {
        String whole = answer(send(head("/sign-in", FORM + "Connection: close\r\n", 5000) + "k=" + "x".repeat(4998)));
        String chunked = answer(send("POST /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + FORM
                + "Transfer-Encoding: chunked\r\n\r\n1388\r\n" + "x".repeat(5000) + "\r\n0\r\n\r\n"));

        assertThat(whole).startsWith("HTTP/1.1 413 ");
        assertThat(chunked).startsWith("HTTP/1.1 413 ");
    }

    /** The limit looked at the length that a client told, and a body in chunks tells none. */
    @Test
    void aBodyInChunksIsAsLongAsAnyOtherAtMost() throws IOException {
        StringBuilder chunks = new StringBuilder("POST /api/launch HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + JSON
                + KEY + "Transfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 33; i++) {
            chunks.append("10000\r\n").append(" ".repeat(65_536)).append("\r\n");
        }
        String answer = answer(send(chunks + "0\r\n\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("urn:runs-ide:problem:too-large");
    }

    @Test
    void aNumberThatNoNumberCanHoldIsRefused() {
        for (String body : List.of(
                "{\"workflow\":\"fusion.jsx\",\"input\":{\"n\":1e999999999}}",
                "{\"n\":1E+400}",
                "[" + "9".repeat(400) + "]")) {
            for (String address : List.of("/api/launch", "/mcp", "/api/workflow-file", "/api/reports")) {
                asOperator()
                        .contentType("application/json")
                        .accept("application/json, text/event-stream")
                        .body(body)
                        .post(address)
                        .then()
                        .statusCode(400)
                        .contentType("application/problem+json")
                        .body("type", equalTo("urn:runs-ide:problem:bad-request"));
            }
        }
    }
}
