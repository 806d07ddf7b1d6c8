package chad.ide.web;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * A browser behind nginx as people set it up: one server that makes its own {@code Host}, one that passes the browser's,
 * both packing answers, which makes strong tags weak.
 */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class BehindNginxTest {

    /** What CHAD_PUBLIC_URL is when it is not set; the tests' service listens elsewhere. */
    private static final String PUBLIC_URL = "http://127.0.0.1:7331";

    private record Proxy(Process process, Path folder, int bare, int passing) {}

    private static @Nullable Proxy proxy;

    private static Proxy proxy() throws IOException {
        Proxy known = proxy;
        if (known == null) {
            Path nginx = Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx")
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
            assumeTrue(
                    nginx != null,
                    "nginx is not installed (Debian: apt-get install nginx): what is behind it is not tried.");
            known = start(String.valueOf(nginx));
            proxy = known;
        }
        return known;
    }

    private static Proxy start(String nginx) throws IOException {
        Path folder = Files.createTempDirectory("nginx-");
        int bare = freePort();
        int passing = freePort();
        String upstream = "http://127.0.0.1:" + RestAssured.port;
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                worker_processes 1; daemon off; pid nginx.pid; error_log error.log;
                events { worker_connections 128; }
                http {
                  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  gzip on; gzip_types *; gzip_proxied any; gzip_min_length 10;
                  server { listen 127.0.0.1:%d; location / { proxy_pass %s; } }
                  server { listen 127.0.0.1:%d; location / { proxy_pass %s; proxy_set_header Host $http_host; } }
                }
                """.formatted(bare, upstream, passing, upstream));
        Process process = new ProcessBuilder(List.of(nginx, "-p", folder.toString(), "-c", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        await().until(() -> listens(bare) && listens(passing));
        return new Proxy(process, folder, bare, passing);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterAll
    static void stop() throws InterruptedException, IOException {
        Proxy known = proxy;
        if (known != null) {
            known.process().destroy();
            assertThat(known.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            try (Stream<Path> files = Files.walk(known.folder())) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static String origin(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static RequestSpecification browser(int port, String origin) {
        return given().baseUri(origin(port))
                .port(port)
                .header("Origin", origin)
                .redirects()
                .follow(false);
    }

    private static String cookie(int port) {
        return browser(port, origin(port))
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("key", OPERATOR_KEY)
                .post("/sign-in")
                .then()
                .statusCode(303)
                .extract()
                .header("Set-Cookie")
                .split(";", 2)[0];
    }

    /** A launch that is refused for what it asks, and not for who asks. */
    private static Response write(RequestSpecification browser, String cookie) {
        return browser.header("Cookie", cookie)
                .contentType("application/json")
                .body("{\"workflow\": \"../x.jsx\"}")
                .post("/api/launch");
    }

    @Test
    void whatTheBrowserItselfSaysCounts() throws IOException {
        int port = proxy().bare();

        write(browser(port, origin(port)).header("Sec-Fetch-Site", "same-origin"), cookie(port))
                .then()
                .statusCode(400)
                .body("type", is("urn:runs-ide:problem:invalid-value"));
        write(browser(port, origin(port)).header("Sec-Fetch-Site", "cross-site"), cookie(port))
                .then()
                .statusCode(403);
    }

    @Test
    void thePublicAddressIsOurs() throws IOException {
        int port = proxy().bare();

        write(browser(port, PUBLIC_URL), cookie(port)).then().statusCode(400);
    }

    @Test
    void whoIsRefusedIsToldWhatToSet() throws IOException {
        int port = proxy().bare();

        write(browser(port, origin(port)), cookie(port))
                .then()
                .statusCode(403)
                .body("detail", containsString("CHAD_PUBLIC_URL"));
    }

    @Test
    void aProxyThatPassesTheHostNeedsNothing() throws IOException {
        int port = proxy().passing();

        write(browser(port, origin(port)), cookie(port)).then().statusCode(400);
    }

    /** It was answered with 412: nothing could be saved. */
    @Test
    void aTagThatTheProxyHasMadeWeakSaves() throws IOException {
        int port = proxy().passing();
        String cookie = cookie(port);
        Workspace.engine().write("behind.jsx", "// " + "a text that is long enough to be packed ".repeat(20));

        String tag = browser(port, origin(port))
                .header("Cookie", cookie)
                .header("Accept-Encoding", "gzip")
                .get("/api/workflow-file?name=behind.jsx")
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");
        assertThat(tag).startsWith("W/\"");
        browser(port, origin(port))
                .header("Cookie", cookie)
                .header("If-None-Match", tag)
                .get("/api/workflow-file?name=behind.jsx")
                .then()
                .statusCode(304);
        for (int status : new int[] {200, 412}) {
            browser(port, origin(port))
                    .header("Cookie", cookie)
                    .header("If-Match", tag)
                    .contentType("application/json")
                    .body("{\"name\": \"behind.jsx\", \"source\": \"// another text\"}")
                    .post("/api/workflow-file")
                    .then()
                    .statusCode(status);
        }
    }
}
