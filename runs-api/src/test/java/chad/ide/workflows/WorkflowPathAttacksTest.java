package chad.ide.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.Workspace;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names that try to reach what is no workflow: none may read, write or delete anything, whichever way it is sent. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class WorkflowPathAttacksTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final List<String> WAYS_UP = List.of(
            "..",
            "../..",
            "%2e%2e",
            "%2E%2e",
            "..%2f..",
            "%252e%252e",
            "..\\..",
            "..%5c..",
            "....//..",
            "..;",
            ".%00.",
            "..\u0000",
            "．．",
            "․․",
            "‥",
            "\u2025",
            "..%c0%af..",
            "%c0%ae%c0%ae",
            "..\u2215..",
            "..\u2044..",
            "..%ef%bc%8f..",
            "x/../..",
            "./..",
            "lib/../..",
            "lib//../..",
            "lib/./../..");

    /** What can stand before, within or after a name that would be good by itself. */
    private static final List<String> SPOILERS = List.of(
            "\u0000",
            "\u0001",
            "\u001b[2J",
            "\n",
            "\r\n",
            "\t",
            "\u007f",
            "\u0080",
            "\u009f",
            "\u00a0",
            "\u00ad",
            "\u0300",
            "\u061c",
            "\u115f",
            "\u180e",
            "\u2000",
            "\u200b",
            "\u200c",
            "\u200e",
            "\u2028",
            "\u202a",
            "\u202e",
            "\u2060",
            "\u2066",
            "\u3000",
            "\ufe0f",
            "\ufeff",
            "\ufff9",
            "\ufffd",
            "\uffff",
            "\ud800",
            "\udfff",
            "\ud83d\ude00",
            "\udb40\udc41",
            "%00",
            "%0a",
            "%2e",
            "%2f",
            "%5c",
            "%u002e",
            "&#46;",
            "\\",
            ":",
            "*",
            "?",
            "\"",
            "<",
            ">",
            "|",
            ";",
            "&",
            "$",
            "`",
            "'",
            "!",
            "#",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "^",
            "~",
            "=",
            "+",
            ",",
            "@",
            "%",
            " ");

    private static final List<String> TARGETS =
            List.of("canary/secret.jsx", "canary/x/secret.tsx", "etc/passwd.jsx", "state/credentials.json.jsx");

    private static final List<String> OTHERS = List.of(
            "/etc/passwd",
            "/etc/passwd.jsx",
            "//etc/passwd.jsx",
            "\\\\server\\share\\x.jsx",
            "//server/share/x.jsx",
            "C:\\x.jsx",
            "C:/x.jsx",
            "c:x.jsx",
            "file:///etc/passwd.jsx",
            "http://127.0.0.1/x.jsx",
            "~/x.jsx",
            "~root/x.jsx",
            "$HOME/x.jsx",
            "${HOME}/x.jsx",
            "`id`.jsx",
            "$(id).jsx",
            "|id.jsx",
            ";id.jsx",
            "&id.jsx",
            "x.jsx;id",
            "x.jsx|id",
            "-rf.jsx",
            "--help.jsx",
            "*.jsx",
            "?.jsx",
            "[a].jsx",
            "{a,b}.jsx",
            "'x'.jsx",
            "\"x\".jsx",
            "<x>.jsx",
            "x\n.jsx",
            "x\r.jsx",
            "x\t.jsx",
            "x\u0000.jsx",
            "x.jsx\u0000.txt",
            "x\u0007.jsx",
            "x\u007f.jsx",
            "x\u0085.jsx",
            "x\u00a0.jsx",
            "x\u200b.jsx",
            "x\u200d.jsx",
            "x\u202e.jsx",
            "x\u2028.jsx",
            "x\ufeff.jsx",
            "x\ud800.jsx",
            "é.jsx",
            "e\u0301.jsx",
            "ﬁle.jsx",
            "ｘ.jsx",
            "х.jsx",
            "ı.jsx",
            "\u212a.jsx",
            "x.ｊsx",
            "x.jѕx",
            "x．jsx",
            "😀.jsx",
            ".jsx",
            ".x.jsx",
            ".git/x.jsx",
            ".env",
            ".env.jsx",
            "lib/.x.jsx",
            "lib/.git/x.jsx",
            "node_modules/p/x.jsx",
            "Node_Modules/p/x.jsx",
            "NODE_MODULES/p/x.jsx",
            "lib/node_modules/x.jsx",
            "",
            " ",
            ".",
            "..",
            "/",
            "//",
            "\\",
            "x",
            "x/",
            "x.jsx/",
            "x.jsx/.",
            "x.jsx/..",
            "/x.jsx",
            "./x.jsx",
            "x//y.jsx",
            "x/./y.jsx",
            "x/ /y.jsx",
            " x.jsx",
            "x.jsx ",
            "x.jsx.",
            "x .jsx",
            "x. /y.jsx",
            "x./y.jsx",
            "x.../y.jsx",
            "x..jsx",
            "x.JSX",
            "x.Jsx",
            "x.jsx.bak",
            "x.jsx~",
            "x.jsonc",
            "x.json",
            "package.json",
            "x.db",
            "x.jsx:stream",
            "x.jsx::$DATA",
            "x:y.jsx",
            "con.jsx",
            "CON.jsx",
            "prn.jsx",
            "aux.jsx",
            "nul.jsx",
            "NUL.tsx",
            "com1.jsx",
            "COM9.x.jsx",
            "lpt1.jsx",
            "lib/nul.jsx",
            "con/x.jsx",
            "a".repeat(201) + ".jsx",
            "a/".repeat(120) + "x.jsx",
            "a".repeat(5_000) + ".jsx",
            "../".repeat(500) + "x.jsx",
            "a/b/c/d/e/f/g/h/i.jsx",
            "%2fetc%2fpasswd.jsx",
            "%5cx.jsx",
            "%00.jsx",
            "x%00.jsx",
            "x%2ejsx",
            "x+y.jsx",
            "x=y.jsx",
            "x#y.jsx",
            "x?y.jsx",
            "x@y.jsx",
            "x!y.jsx",
            "x,y.jsx",
            "null",
            "undefined");

    private static Path outside() {
        return Workspace.state().resolveSibling("canary");
    }

    private static List<String> attacks() {
        Set<String> attacks = new LinkedHashSet<>(OTHERS);
        for (String up : WAYS_UP) {
            TARGETS.forEach(target -> attacks.add(up + "/" + target));
            attacks.add(up + "\\canary\\secret.jsx");
        }
        for (String spoiler : SPOILERS) {
            attacks.add(spoiler + "x.jsx");
            attacks.add("x" + spoiler + "y.jsx");
            attacks.add("lib/" + spoiler + "/x.jsx");
            attacks.add("x.jsx" + spoiler);
        }
        attacks.add(outside().resolve("secret.jsx").toString());
        // Links inside of the root that lead out of it.
        attacks.add("leak.jsx");
        attacks.add("leaky/secret.jsx");
        attacks.add("leaky/new.jsx");
        attacks.add("dangling.jsx");
        return List.copyOf(attacks);
    }

    @BeforeAll
    static void plantCanaries() throws IOException {
        Files.createDirectories(outside().resolve("x"));
        Files.writeString(outside().resolve("secret.jsx"), "canary");
        Files.writeString(outside().resolve("x/secret.tsx"), "canary");
        Path root = Workspace.engine().workflows();
        link(root.resolve("leak.jsx"), outside().resolve("secret.jsx"));
        link(root.resolve("leaky"), outside());
        link(root.resolve("dangling.jsx"), outside().resolve("new.jsx"));
    }

    private static void link(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileAlreadyExistsException thereFromBefore) {
            assertThat(Files.readSymbolicLink(link)).isEqualTo(target);
        }
    }

    /** Every file of the workspace that an attack could want, with its content. */
    private static Map<String, String> tree() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Path root : List.of(outside(), Workspace.engine().workflows())) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    found.put(file.toString(), text.length() + ":" + text.hashCode());
                }
            }
        }
        return found;
    }

    @Test
    void noAttackReachesAnything() throws IOException {
        List<String> attacks = attacks();
        assertThat(attacks).hasSizeGreaterThan(500);
        Map<String, String> before = tree();
        List<String> wrong = new ArrayList<>();

        for (String attack : attacks) {
            judge("read", attack, status(attack, "GET", "/api/workflow-file"), wrong);
            judge("delete", attack, status(attack, "DELETE", "/api/workflow-file"), wrong);
            judge("create", attack, post("/api/workflow-file", Map.of("name", attack, "source", "x")), wrong);
            judge(
                    "rename",
                    attack,
                    post("/api/workflow-file/rename", Map.of("name", "count.jsx", "to", attack)),
                    wrong);
            judge("restore", attack, post("/api/workflow-file/restore", Map.of("name", attack, "version", 1)), wrong);
        }

        assertThat(wrong).isEmpty();
        assertThat(tree()).isEqualTo(before);
    }

    private static int status(String name, String method, String path) {
        return send(
                path + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8),
                request -> request.header("If-Match", "*").method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private static int post(String path, Map<String, Object> body) {
        return send(
                path,
                request -> request.header("Content-Type", "application/json; charset=utf-8")
                        .header(path.endsWith("file") ? "If-None-Match" : "If-Match", "*")
                        .POST(HttpRequest.BodyPublishers.ofString(json(body))));
    }

    /**
     * Some thousand requests: the client of the other tests would take most of a minute for them. Behind a request line
     * that it can't take the server closes the connection, which this client may learn when it uses it again.
     */
    private static int send(String path, UnaryOperator<HttpRequest.Builder> change) {
        HttpRequest request = change.apply(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
                                .header("x-smithers-key", Workspace.OPERATOR_KEY))
                .build();
        try {
            return statusOf(request);
        } catch (IOException closed) {
            try {
                return statusOf(request);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private static int statusOf(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static String json(Map<String, Object> body) {
        try {
            return new ObjectMapper().writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void judge(String verb, String attack, int status, List<String> wrong) {
        if (status < 400 || status >= 500) {
            wrong.add(verb + " " + attack + ": " + status);
        }
    }
}
