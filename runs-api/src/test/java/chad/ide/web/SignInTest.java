package chad.ide.web;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static chad.ide.testing.Workspace.TRUSTED_PROXY;
import static chad.ide.testing.Workspace.VIEWER_KEY;
import static chad.ide.testing.Workspace.asOperator;
import static chad.ide.testing.Workspace.asViewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import chad.ide.testing.RawRequest;
import chad.ide.testing.Sqlite;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Workspace.class)
class SignInTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    private static RawRequest.Answer send(RawRequest request) {
        return request.send(RestAssured.port);
    }

    private static RawRequest form(String key, String next) {
        return RawRequest.of("POST", "/sign-in").body(FORM, "key=%s&next=%s".formatted(encoded(key), encoded(next)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String link() {
        return asOperator()
                .post("/api/session/link")
                .then()
                .statusCode(201)
                .extract()
                .path("url");
    }

    private static RawRequest follow(String link) {
        return RawRequest.get(link.substring(link.indexOf("/sign-in")));
    }

    private static String error(RawRequest.Answer answer) {
        Matcher found = Pattern.compile("role=\"alert\"[^>]*>([^<]*)<").matcher(answer.body());
        return found.find() ? found.group(1) : "";
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/runs/nightly-7?tab=logs", "/assets/index.js", "/api/runs", "/sign-in", "/q/openapi"})
    void whoeverOpensAPageIsAskedToSignIn(String path) throws Exception {
        RawRequest.Answer answer = send(RawRequest.get(path).header("Accept", "text/html,application/xhtml+xml,*/*"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(answer.body())
                .contains("<label for=\"key\">", "autocomplete=\"current-password\"")
                .contains("name=\"next\" value=\"" + (path.equals("/sign-in") ? "/" : path) + "\"")
                .doesNotContain("<script", " style=", "http-equiv")
                .doesNotContainPattern(" on[a-z]+=")
                .contains("Cloudflare Access");
        String style = answer.body().replaceAll("(?s).*<style>(.*)</style>.*", "$1");
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.all("Content-Security-Policy"))
                .containsExactly("default-src 'none'; style-src 'sha256-" + digest
                        + "'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void theAddressThatWasAskedForIsNoMarkup() {
        RawRequest.Answer answer =
                send(RawRequest.get("/x?a=%22%3E%3Cb%3E&b='&c=1").header("Accept", "text/html"));

        assertThat(answer.body()).contains("value=\"/x?a=%22%3E%3Cb%3E&amp;b=&#39;&amp;c=1\"");
    }

    @Test
    void aKeySignsInAndTheCookieIsEnough() {
        RawRequest.Answer answer = send(form(OPERATOR_KEY, "/runs/a?b=c"));

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).contains("/runs/a?b=c");
        assertThat(answer.header("Set-Cookie"))
                .hasValueSatisfying(cookie -> assertThat(cookie)
                        .contains("Max-Age=604800", "Path=/", "HTTPOnly", "SameSite=Strict")
                        .doesNotContain("Secure", "Domain", OPERATOR_KEY));
        RestAssured.given()
                .header("Cookie", answer.cookie())
                .get("/api/session")
                .then()
                .statusCode(200)
                .body("name", is("machine"))
                .body("role", is("operator"))
                .body("via", is("session"))
                .body("expiresAtMs.toString()", org.hamcrest.Matchers.matchesPattern("[0-9]{13}"));
        RawRequest.Answer again = send(RawRequest.get("/sign-in?next=/x").header("Cookie", answer.cookie()));
        assertThat(again.status()).isEqualTo(303);
        await().untilAsserted(() -> asViewer()
                .get("/api/audit?action=sign-in&result=allowed")
                .then()
                .body("items.principal", hasItem("machine")));
    }

    @Test
    void behindTlsTheCookieIsForThisHostAndForTlsOnly() {
        RawRequest.Answer answer =
                send(form(VIEWER_KEY, "/").from(TRUSTED_PROXY).header("X-Forwarded-Proto", "https"));
        RawRequest.Answer lie = send(form(VIEWER_KEY, "/").header("X-Forwarded-Proto", "https"));

        assertThat(answer.header("Set-Cookie"))
                .hasValueSatisfying(cookie -> assertThat(cookie)
                        .startsWith("__Host-runs-session=")
                        .contains("Secure", "Path=/")
                        .doesNotContain("Domain"));
        assertThat(answer.header("Strict-Transport-Security")).isPresent();
        assertThat(lie.header("Set-Cookie"))
                .hasValueSatisfying(cookie -> assertThat(cookie).startsWith("runs-session="));
        assertThat(lie.header("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void aWrongKeyIsSaidAndNothingOfItIsRepeated() {
        RawRequest.Answer answer = send(form("a-wrong-key-of-somebody", "/x").from("127.4.0.1"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(error(answer)).isEqualTo("That key is not valid.");
        assertThat(answer.body()).contains("value=\"/x\"").doesNotContain("a-wrong-key-of-somebody");
        assertThat(answer.all("Set-Cookie")).isEmpty();
    }

    @Test
    void whoFailsTooOftenHasToWaitAndOthersHaveNot() {
        RawRequest wrong = form("a-wrong-key", "/").from("127.4.0.2");
        for (int i = 0; i < 20; i++) {
            assertThat(send(wrong).status()).isEqualTo(401);
        }

        RawRequest.Answer answer = send(wrong);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After"))
                .hasValueSatisfying(wait -> assertThat(wait).matches("[1-9][0-9]?"));
        assertThat(error(answer)).startsWith("Too many");
        RawRequest.Answer api =
                send(RawRequest.get("/api/runs").header("x-smithers-key", "x").from("127.4.0.2"));
        assertThat(api.status()).isEqualTo(429);
        assertThat(api.problem()).isEqualTo("too-many-requests");
        assertThat(api.header("Retry-After")).isPresent();
        assertThat(send(form(VIEWER_KEY, "/").from("127.4.0.2")).status()).isEqualTo(429);
        assertThat(send(form(VIEWER_KEY, "/").from("127.4.0.3")).status()).isEqualTo(303);
    }

    @Test
    void behindATrustedProxyTheClientCountsAndNotTheProxy() {
        RawRequest wrong = form("a-wrong-key", "/").from(TRUSTED_PROXY);
        for (int i = 0; i < 21; i++) {
            send(wrong.header("Cf-Connecting-Ip", "203.0.113.7"));
        }

        assertThat(send(wrong.header("Cf-Connecting-Ip", "203.0.113.7")).status())
                .isEqualTo(429);
        assertThat(send(wrong.header("Cf-Connecting-Ip", "203.0.113.8")).status())
                .isEqualTo(401);
    }

    /** What the proxy itself added stands last; what stands before is what the client told it. */
    @Test
    void behindATrustedProxyTheLastForwardedAddressCounts() {
        RawRequest wrong = form("a-wrong-key", "/").from(TRUSTED_PROXY);
        for (int i = 0; i < 21; i++) {
            send(wrong.header("X-Forwarded-For", "198.51.100.%d, 203.0.113.20".formatted(i)));
        }

        assertThat(send(wrong.header("X-Forwarded-For", "198.51.100.99, 203.0.113.20"))
                        .status())
                .isEqualTo(429);
        assertThat(send(wrong.header("X-Forwarded-For", "203.0.113.20, 203.0.113.21"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whoOnlyClaimsToComeFromElsewhereCountsAsHimself() {
        for (int i = 0; i < 21; i++) {
            send(form("a-wrong-key", "/").from("127.4.0.4").header("Cf-Connecting-Ip", "203.0.113." + i));
        }

        assertThat(send(form("a-wrong-key", "/").from("127.4.0.4").header("Cf-Connecting-Ip", "203.0.113.99"))
                        .status())
                .isEqualTo(429);
    }

    @Test
    void aLinkSignsInOnce() {
        String link = link();
        assertThat(link).startsWith("http://127.0.0.1:" + RestAssured.port + "/sign-in?code=");
        assertThat(send(RawRequest.of("HEAD", follow(link).target())).status()).isEqualTo(401);

        RawRequest.Answer first = send(follow(link));
        RawRequest.Answer second = send(follow(link));

        assertThat(first.status()).isEqualTo(303);
        assertThat(first.header("Location")).contains("/");
        assertThat(first.cookie()).startsWith("runs-session=");
        assertThat(second.status()).isEqualTo(401);
        assertThat(error(second)).contains("already been used");
        assertThat(second.all("Set-Cookie")).isEmpty();
        assertThat(error(send(RawRequest.get("/sign-in?code=made-up")))).contains("not known");
    }

    /** It would sign a person in as somebody else, who then sees what that person does. */
    @Test
    void aLinkToWhichAnotherSiteHasLedAsksFirst() {
        String link = link();
        RawRequest.Answer asked =
                send(follow(link).header("Sec-Fetch-Site", "cross-site").header("Sec-Fetch-Mode", "navigate"));
        String code = link.substring(link.indexOf("code=") + 5);

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.all("Set-Cookie")).isEmpty();
        assertThat(asked.body())
                .contains("Sign in with this link?", "name=\"code\" value=\"" + code + "\"")
                .doesNotContain("<script", "http-equiv");
        RawRequest.Answer forced = send(RawRequest.of("POST", "/sign-in")
                .header("Sec-Fetch-Site", "cross-site")
                .body("application/x-www-form-urlencoded", "code=" + code));
        assertThat(forced.status()).isEqualTo(403);
        RawRequest.Answer agreed = send(RawRequest.of("POST", "/sign-in")
                .header("Sec-Fetch-Site", "same-origin")
                .body("application/x-www-form-urlencoded", "code=" + code + "&next=/runs"));
        assertThat(agreed.status()).isEqualTo(303);
        assertThat(agreed.header("Location")).contains("/runs");
        assertThat(agreed.cookie()).startsWith("runs-session=");
    }

    @Test
    void aLinkThatWouldReplaceASessionAsksFirst() {
        String session = send(form(VIEWER_KEY, "/")).cookie();
        RawRequest.Answer asked = send(follow(link()).header("Cookie", session));

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.body()).contains("You are signed in already.");
        assertThat(asked.all("Set-Cookie")).isEmpty();
    }

    @Test
    void aLinkHasTheRoleOfTheKeyThatAskedForIt() {
        String link = asViewer().post("/api/session/link").path("url");

        RestAssured.given()
                .header("Cookie", send(follow(link)).cookie())
                .get("/api/session")
                .then()
                .body("name", is("reader"))
                .body("role", is("viewer"));
    }

    @Test
    void aSessionCantMakeLinks() {
        RestAssured.given()
                .headers(Map.of("Cookie", send(form(OPERATOR_KEY, "/")).cookie(), "Sec-Fetch-Site", "same-origin"))
                .post("/api/session/link")
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @CsvSource({
        "/runs, /runs",
        "/runs/a?b=c#d, /runs/a?b=c#d",
        "//evil.example, /",
        "/\\evil.example, /",
        "https://evil.example, /",
        "javascript:alert(1), /",
        "runs, /",
        "'', /",
        "/%0d%0aSet-Cookie:x=y, /%0d%0aSet-Cookie:x=y",
        "'/a b', /",
        "/sign-in?code=x, /",
        "/é, /",
        "///evil.example, /",
        "/..//evil.example, /..//evil.example"
    })
    void nobodyIsLedAwayAfterSigningIn(String next, String expected) {
        RawRequest.Answer answer = send(form(VIEWER_KEY, next));

        assertThat(answer.all("Location")).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"})
    void anotherSiteCantSignAnybodyIn(String header) {
        RawRequest.Answer answer = send(form(OPERATOR_KEY, "/").with(java.util.List.of(header)));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.problem()).isEqualTo("foreign-origin");
        assertThat(answer.all("Set-Cookie")).isEmpty();
    }

    @Test
    void aBrowserThatHidesItsOriginCanSignIn() {
        RawRequest.Answer answer =
                send(form(OPERATOR_KEY, "/").header("Origin", "null").header("Sec-Fetch-Site", "same-origin"));

        assertThat(answer.status()).isEqualTo(303);
    }

    @Test
    void whoComesByALinkFromElsewhereIsAskedOnceMoreFromHere() {
        RawRequest fromElsewhere = RawRequest.get("/runs/a?b=c")
                .header("Accept", "text/html")
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "navigate");

        assertThat(send(fromElsewhere).body()).contains("<meta http-equiv=\"refresh\" content=\"0;url=/runs/a?b=c\">");
    }

    @Test
    void signingOutEndsTheSessionForGood() {
        String cookie = send(form(OPERATOR_KEY, "/")).cookie();
        String copy = cookie;

        RawRequest.Answer out = send(RawRequest.of("DELETE", "/api/session")
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin"));

        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("Set-Cookie"))
                .hasValueSatisfying(
                        gone -> assertThat(gone).startsWith("runs-session=;").contains("Max-Age=0"));
        assertThat(send(RawRequest.get("/api/session").header("Cookie", copy)).status())
                .isEqualTo(401);
        assertThat(Sqlite.first(
                        Workspace.state().resolve("runs-api/runs-ide.sqlite"),
                        "SELECT count(*) FROM ended_session WHERE id = '%s'"
                                .formatted(cookie.split("=", 2)[1].split("\\.", -1)[1])))
                .isEqualTo("1");
    }

    @Test
    void aCallerWithAKeyIsTold() {
        asViewer()
                .get("/api/session")
                .then()
                .statusCode(200)
                .body("name", is("reader"))
                .body("role", is("viewer"))
                .body("via", is("key"))
                .body("expiresAtMs", nullValue());
        asViewer().delete("/api/session").then().statusCode(204);
    }
}
