package chad.ide.live;

import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import chad.ide.testing.LogLines;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that goes away in the middle is no error of ours, and is not logged as one. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class ClientGoneTest {

    @Inject
    MeterRegistry meters;

    /** Their gates would wait in the lists of other tests. */
    @AfterEach
    void removeStores() throws IOException {
        for (String name : List.of("live-gone", "live-slow")) {
            for (String file : List.of(name + ".db", name + ".db-wal", name + ".db-shm")) {
                Files.deleteIfExists(Workspace.state().resolve(file));
            }
        }
    }

    @Test
    void whoLeavesTheStreamLeavesNoErrorInTheLog() throws Exception {
        Path store = Recording.WAITING_APPROVAL.copyTo(Workspace.state(), "live-gone.db");
        await().untilAsserted(() ->
                asViewer().get("/api/stores").then().body("items.find { it.name == 'live-gone' }.state", is("ok")));
        try (LogLines log = LogLines.listen()) {
            for (int round = 0; round < 5; round++) {
                double before = streams();
                var listeners = IntStream.range(0, 6)
                        .mapToObj(i -> Listener.open("", Map.of()))
                        .toList();
                await().until(() -> listeners.stream().noneMatch(one -> one.messages.isEmpty()));
                for (Listener listener : listeners) {
                    listener.reset();
                }
                event(store, round);
                await().until(() -> streams() == before);
            }

            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void whoLeavesWithMuchOnItsWayLeavesNoErrorInTheLog() throws Exception {
        Path store = Recording.WAITING_APPROVAL.copyTo(Workspace.state(), "live-slow.db");
        await().untilAsserted(() ->
                asViewer().get("/api/stores").then().body("items.find { it.name == 'live-slow' }.state", is("ok")));
        try (LogLines log = LogLines.listen();
                Listener reader = Listener.open("?run=wait-1", Map.of())) {
            await().until(() -> !reader.messages.isEmpty());
            double before = streams();
            try (Socket sleeper = new Socket()) {
                sleeper.setReceiveBufferSize(2_048);
                sleeper.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
                sleeper.getOutputStream()
                        .write("GET /api/stream?run=wait-1 HTTP/1.1\r\nHost: localhost\r\nx-smithers-key: %s\r\n\r\n"
                                .formatted(Workspace.VIEWER_KEY)
                                .getBytes(StandardCharsets.US_ASCII));
                await().until(() -> streams() == before + 1);
                for (int round = 1; round <= 20; round++) {
                    events(store, round * 1_000, 300);
                    int due = round * 300;
                    await().until(() -> linesOf(reader) >= due);
                }
                sleeper.setOption(StandardSocketOptions.SO_LINGER, 0);
            }

            await().until(() -> streams() == before);
            assertThat(log.errors()).isEmpty();
        }
    }

    @Test
    void whoLeavesInTheMiddleOfABodyLeavesNoErrorInTheLog() throws IOException {
        try (LogLines log = LogLines.listen().debug("chad.ide.web.RequestGuard")) {
            double before = unanswered();

            // Some are gone before anybody has begun to read their body.
            await().until(() -> {
                leaveInTheMiddle();
                return log.shown("A client disconnected in the middle of its request")
                                        .size()
                                >= 5
                        || !log.errors().isEmpty();
            });
            assertThat(log.errors()).isEmpty();
            await().until(() -> unanswered() >= before + 5);
        }
    }

    private static int linesOf(Listener listener) {
        return listener.of("log").stream()
                .mapToInt(message -> message.data().path("lines").size())
                .sum();
    }

    private static void leaveInTheMiddle() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.getOutputStream().write("""
                            POST /api/launch HTTP/1.1\r
                            Host: localhost\r
                            x-smithers-key: %s\r
                            Content-Type: application/json\r
                            Content-Length: 4000\r
                            \r
                            {"workflow": "count.jsx", \
                            """.formatted(Workspace.OPERATOR_KEY).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
    }

    private double streams() {
        return meters.get("chad.stream.clients").gauge().value();
    }

    private double unanswered() {
        return meters.get("chad.http.responses").tag("code", "none").counter().count();
    }

    /** Events with names as long as they may be shown. */
    private static void events(Path store, int first, int count) throws SQLException {
        try (Connection connection = Sqlite.open(store);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int seq = first; seq < first + count; seq++) {
                statement.executeUpdate(
                        "INSERT INTO _smithers_events VALUES ('wait-1', %d, %d, 'NodeStarted', '{\"nodeId\":\"%s\"}')"
                                .formatted(seq, System.currentTimeMillis(), "n".repeat(500)));
            }
            connection.commit();
        }
    }

    private static void event(Path store, int number) throws SQLException {
        try (Connection connection = Sqlite.open(store);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO _smithers_events VALUES ('wait-1', %d, %d, 'NodeStarted', '{}')"
                    .formatted(9_000 + number, System.currentTimeMillis()));
        }
    }
}
