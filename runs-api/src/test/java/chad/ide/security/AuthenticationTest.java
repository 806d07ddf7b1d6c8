package chad.ide.security;

import static chad.ide.testing.Workspace.OPERATOR_KEY;
import static chad.ide.testing.Workspace.VIEWER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.AccessServer.Team;
import chad.ide.testing.RawRequest;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever can be presented to each authenticator, at each kind of address: who gets in, and what the others are told. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class AuthenticationTest {

    private static final String IN = "200";
    private static final String UNKNOWN = "401 unauthenticated";
    private static final String NOT_YOURS = "403 forbidden";
    private static final String FOREIGN = "403 foreign-origin";

    /** What a viewer is answered at the management's addresses, which are not here: they are on another port. */
    private static final String NOTHING_HERE = "404 not-found";

    private static final RsaJsonWebKey KEY = Team.newKey("current");
    private static final RsaJsonWebKey STRANGER = Team.newKey("stranger");
    private static final RsaJsonWebKey IMPOSTOR = Team.newKey("current");

    private static Team team;

    /** How far somebody gets: at a page, reading, writing, at the stream, and at what the management port has. */
    private static final List<String> NOWHERE = List.of("401 page", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);

    private static final List<String> EVERYWHERE = List.of("in", IN, "400 invalid-value", IN, NOTHING_HERE);
    private static final List<String> READING = List.of("in", IN, NOT_YOURS, IN, NOTHING_HERE);
    private static final List<String> READING_AS_A_BROWSER = List.of("in", IN, FOREIGN, IN, NOTHING_HERE);
    private static final List<String> PAGES = List.of("in", FOREIGN, FOREIGN, FOREIGN, NOTHING_HERE);

    private record Case(String name, List<String> reach, String from, String query, List<String> headers) {
        static Case of(String name, List<String> reach, String... headers) {
            return new Case(name, reach, "", "", List.of(headers));
        }
    }

    @BeforeAll
    static void publishKeys() {
        team = Workspace.team();
        team.publish(KEY);
    }

    private int port() {
        return RestAssured.port;
    }

    private static String key(String value) {
        return "x-smithers-key: " + value;
    }

    private static String token(String value) {
        return "Cf-Access-Jwt-Assertion: " + value;
    }

    private static String email(String value) {
        return "Cf-Access-Authenticated-User-Email: " + value;
    }

    private static String session(String value) {
        return "Cookie: runs-session=" + value;
    }

    private String ownOrigin() {
        return "Origin: http://127.0.0.1:" + port();
    }

    private static String signed(String email) {
        return Team.sign(team.claims(email), KEY);
    }

    private static String signed(String email, Consumer<JwtClaims> change) {
        JwtClaims claims = team.claims(email);
        change.accept(claims);
        return Team.sign(claims, KEY);
    }

    private static void over(JwtClaims claims, long sinceSeconds) {
        claims.setIssuedAt(Team.at(-3600));
        claims.setNotBefore(Team.at(-3600));
        claims.setExpirationTime(Team.at(-sinceSeconds));
    }

    private static String signedBy(String algorithm, Key key) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(team.claims("boss@example.com").toJson());
        signature.setKeyIdHeaderValue(KEY.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        signature.setDoKeyValidation(false);
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        return Team.compact(signature);
    }

    private static String unsigned() {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(team.claims("boss@example.com").toJson());
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setAlgorithmHeaderValue("none");
        signature.setKeyIdHeaderValue(KEY.getKeyId());
        return Team.compact(signature);
    }

    private static String tampered() {
        String[] parts = signed("bob@example.com").split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("bob@example.com", "boss@example.com");
        return parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2];
    }

    /** A session of the operator's key, as the service itself makes it. */
    private String begin(String key) {
        return RawRequest.of("POST", "/sign-in")
                .body("application/x-www-form-urlencoded", "key=" + key)
                .send(port())
                .cookie()
                .replace("runs-session=", "");
    }

    private static String cookie(String key, String id, long begin, long end, String name) {
        String text = "1.%s.%d.%d.%s"
                .formatted(
                        id,
                        begin,
                        end,
                        Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8)));
        return text + "." + new ApiKey(name, true, key).sign(text);
    }

    private String ended() {
        String cookie = begin(OPERATOR_KEY);
        RawRequest.Answer answer = RawRequest.of("DELETE", "/api/session")
                .with(List.of(session(cookie), ownOrigin()))
                .send(port());
        assertThat(answer.status()).isEqualTo(204);
        return cookie;
    }

    private List<Case> keyCases() {
        return List.of(
                Case.of("nothing", NOWHERE),
                Case.of("the operator's key", EVERYWHERE, key(OPERATOR_KEY)),
                Case.of("the viewer's key", READING, key(VIEWER_KEY)),
                Case.of("the key from our own page", EVERYWHERE, key(OPERATOR_KEY), ownOrigin()),
                Case.of(
                        "the key from a foreign page",
                        READING_AS_A_BROWSER,
                        key(OPERATOR_KEY),
                        "Origin: https://evil.example"),
                Case.of("a wrong key", NOWHERE, key("wrong-key-of-the-right-length")),
                Case.of("an empty key", NOWHERE, key("")),
                Case.of("a cut key", NOWHERE, key(OPERATOR_KEY.substring(1))),
                Case.of("the key twice", NOWHERE, key(OPERATOR_KEY), key(OPERATOR_KEY)),
                Case.of("a right and a wrong key", NOWHERE, key(OPERATOR_KEY), key("wrong")),
                Case.of("the key in Authorization", NOWHERE, "Authorization: Bearer " + OPERATOR_KEY),
                Case.of("the key in a cookie", NOWHERE, "Cookie: x-smithers-key=" + OPERATOR_KEY),
                new Case("the key in the address", NOWHERE, "", "?x-smithers-key=" + OPERATOR_KEY, List.of()),
                Case.of("a wrong key and a good token", NOWHERE, key("wrong"), token(signed("boss@example.com"))),
                Case.of("a good key and a wrong token", EVERYWHERE, key(OPERATOR_KEY), token(unsigned())));
    }

    private List<Case> tokenCases() {
        String good = signed("boss@example.com");
        JwtClaims robot = team.serviceClaims("robot.access");
        return List.of(
                Case.of("an operator's token", EVERYWHERE, token(good), ownOrigin()),
                Case.of("an operator's token, fetch metadata", EVERYWHERE, token(good), "Sec-Fetch-Site: same-origin"),
                Case.of("a token without an origin", READING_AS_A_BROWSER, token(good)),
                Case.of("a token, foreign origin", READING_AS_A_BROWSER, token(good), "Origin: https://evil.example"),
                Case.of("a token, origin null", READING_AS_A_BROWSER, token(good), "Origin: null"),
                Case.of(
                        "a token, a neighbour's page",
                        READING_AS_A_BROWSER,
                        token(good),
                        ownOrigin(),
                        "Sec-Fetch-Site: same-site"),
                Case.of("a token, a page of elsewhere", PAGES, token(good), "Sec-Fetch-Site: cross-site"),
                Case.of("a viewer's token", READING, token(signed("bob@example.com")), ownOrigin()),
                Case.of("a token in other letters", EVERYWHERE, token(signed("BOSS@Example.com")), ownOrigin()),
                Case.of("a token that agrees", EVERYWHERE, token(good), email("Boss@example.com"), ownOrigin()),
                Case.of("a token with another email", NOWHERE, token(good), email("bob@example.com")),
                Case.of("a token with an empty email", NOWHERE, token(good), email("")),
                Case.of(
                        "a token with two emails",
                        NOWHERE,
                        token(good),
                        email("boss@example.com"),
                        email("bob@example.com")),
                Case.of("a token of nobody we know", NOWHERE, token(signed("eve@elsewhere.example")), ownOrigin()),
                Case.of("expired", NOWHERE, token(signed("boss@example.com", claims -> over(claims, 120)))),
                Case.of(
                        "expired half a minute ago",
                        EVERYWHERE,
                        token(signed("boss@example.com", claims -> over(claims, 30))),
                        ownOrigin()),
                Case.of(
                        "without an end",
                        NOWHERE,
                        token(signed("boss@example.com", claims -> claims.unsetClaim("exp")))),
                Case.of(
                        "not yet",
                        NOWHERE,
                        token(signed("boss@example.com", claims -> claims.setNotBefore(Team.at(300))))),
                Case.of(
                        "of the future",
                        NOWHERE,
                        token(signed("boss@example.com", claims -> claims.setIssuedAt(Team.at(600))))),
                Case.of(
                        "another application's",
                        NOWHERE,
                        token(signed("boss@example.com", claims -> claims.setAudience("f".repeat(64))))),
                Case.of("for nobody", NOWHERE, token(signed("boss@example.com", claims -> claims.unsetClaim("aud")))),
                Case.of(
                        "another team's",
                        NOWHERE,
                        token(signed(
                                "boss@example.com", claims -> claims.setIssuer("https://evil.cloudflareaccess.com")))),
                Case.of("of no issuer", NOWHERE, token(signed("boss@example.com", claims -> claims.unsetClaim("iss")))),
                Case.of("an unknown key", NOWHERE, token(Team.sign(team.claims("boss@example.com"), STRANGER))),
                Case.of(
                        "another key of that name",
                        NOWHERE,
                        token(Team.sign(team.claims("boss@example.com"), IMPOSTOR))),
                Case.of("algorithm none", NOWHERE, token(unsigned())),
                Case.of(
                        "HS256 with the public key",
                        NOWHERE,
                        token(signedBy("HS256", new HmacKey(KEY.getPublicKey().getEncoded())))),
                Case.of("RS512", NOWHERE, token(signedBy("RS512", KEY.getPrivateKey()))),
                Case.of("PS256", NOWHERE, token(signedBy("PS256", KEY.getPrivateKey()))),
                Case.of("tampered", NOWHERE, token(tampered())),
                Case.of("signature cut off", NOWHERE, token(good.substring(0, good.lastIndexOf('.') + 1))),
                Case.of("signature shortened", NOWHERE, token(good.substring(0, good.length() - 4))),
                Case.of("without an email", NOWHERE, token(signed("", claims -> claims.unsetClaim("email")))),
                Case.of("with an empty email", NOWHERE, token(signed(""))),
                Case.of("an empty token", NOWHERE, token("")),
                Case.of("two dots", NOWHERE, token("..")),
                Case.of("four dots", NOWHERE, token("....")),
                Case.of("nonsense", NOWHERE, token("a.b.c")),
                Case.of("the token twice", NOWHERE, token(good), token(good)),
                Case.of("the token in Authorization", NOWHERE, "Authorization: Bearer " + good),
                Case.of("the browser's token", EVERYWHERE, "Cookie: CF_Authorization=" + good, ownOrigin()),
                Case.of("the browser's token alone", READING_AS_A_BROWSER, "Cookie: CF_Authorization=" + good),
                Case.of("a wrong browser's token", NOWHERE, "Cookie: CF_Authorization=" + tampered()),
                Case.of("a service token", EVERYWHERE, token(Team.sign(robot, KEY))),
                Case.of(
                        "a service token with an email",
                        NOWHERE,
                        token(Team.sign(robot, KEY)),
                        email("boss@example.com")),
                Case.of(
                        "a service token of nobody",
                        NOWHERE,
                        token(Team.sign(team.serviceClaims("other.access"), KEY))),
                Case.of(
                        "a service token named like a person",
                        NOWHERE,
                        token(Team.sign(team.serviceClaims("boss@example.com"), KEY))));
    }

    private List<Case> proxyCases() {
        String proxy = Workspace.TRUSTED_PROXY;
        return List.of(
                new Case(
                        "the header of the proxy",
                        EVERYWHERE,
                        proxy,
                        "",
                        List.of(email("boss@example.com"), ownOrigin())),
                new Case(
                        "the header of the proxy alone",
                        READING_AS_A_BROWSER,
                        proxy,
                        "",
                        List.of(email("boss@example.com"))),
                new Case("a viewer at the proxy", READING, proxy, "", List.of(email("bob@example.com"), ownOrigin())),
                new Case("nobody at the proxy", NOWHERE, proxy, "", List.of(email("eve@elsewhere.example"))),
                new Case("no email at the proxy", NOWHERE, proxy, "", List.of(email("boss"))),
                new Case(
                        "two emails at the proxy",
                        NOWHERE,
                        proxy,
                        "",
                        List.of(email("boss@example.com"), email("boss@example.com"))),
                new Case("the proxy without a header", NOWHERE, proxy, "", List.of()),
                Case.of("the header of somebody", NOWHERE, email("boss@example.com")),
                Case.of(
                        "the header of somebody who names the proxy",
                        NOWHERE,
                        email("boss@example.com"),
                        "X-Forwarded-For: " + proxy,
                        "Forwarded: for=" + proxy,
                        "X-Real-Ip: " + proxy,
                        "Cf-Connecting-Ip: " + proxy));
    }

    private List<Case> sessionCases() {
        String good = begin(OPERATOR_KEY);
        long now = System.currentTimeMillis() / 1000;
        String id = "A".repeat(22);
        return List.of(
                Case.of("a session", EVERYWHERE, session(good), ownOrigin()),
                Case.of(
                        "a session, fetch metadata",
                        EVERYWHERE,
                        session(good),
                        ownOrigin(),
                        "Sec-Fetch-Site: same-origin"),
                Case.of("a session without an origin", READING_AS_A_BROWSER, session(good)),
                Case.of(
                        "a session at another origin",
                        READING_AS_A_BROWSER,
                        session(good),
                        "Origin: http://127.0.0.1:1"),
                Case.of(
                        "a session in a page of elsewhere",
                        PAGES,
                        session(good),
                        "Origin: https://evil.example",
                        "Sec-Fetch-Site: cross-site"),
                Case.of(
                        "a session in a page that lies about one of both",
                        PAGES,
                        session(good),
                        ownOrigin(),
                        "Sec-Fetch-Site: cross-site"),
                Case.of("a viewer's session", READING, session(begin(VIEWER_KEY)), ownOrigin()),
                Case.of("a session that was ended", NOWHERE, session(ended())),
                Case.of(
                        "an expired session",
                        NOWHERE,
                        session(cookie(OPERATOR_KEY, id, now - 100, now - 10, "machine"))),
                Case.of(
                        "of another key",
                        NOWHERE,
                        session(cookie("another-key-than-ours", id, now, now + 100, "machine"))),
                Case.of("of another name", NOWHERE, session(cookie(OPERATOR_KEY, id, now, now + 100, "reader"))),
                Case.of("prolonged", NOWHERE, session(prolonged(good))),
                Case.of("forged", NOWHERE, session(good.substring(0, good.length() - 43) + "A".repeat(43))),
                Case.of("unsigned", NOWHERE, session(good.substring(0, good.lastIndexOf('.')))),
                Case.of("nonsense cookie", NOWHERE, session("x")),
                Case.of("empty cookie", NOWHERE, session("")),
                Case.of("under the name for TLS", NOWHERE, "Cookie: __Host-runs-session=" + good),
                Case.of("an old cookie and the key", EVERYWHERE, session("x"), key(OPERATOR_KEY)),
                Case.of(
                        "an old cookie and a token",
                        EVERYWHERE,
                        session("x"),
                        token(signed("boss@example.com")),
                        ownOrigin()));
    }

    private static String prolonged(String cookie) {
        String[] parts = cookie.split("\\.", -1);
        parts[3] = Long.toString(Long.parseLong(parts[3]) + 1);
        return String.join(".", Arrays.asList(parts));
    }

    @Test
    void whoGetsInGetsWhereHeMayAndNobodyElseGetsAnywhere() {
        List<Case> cases = new ArrayList<>(keyCases());
        cases.addAll(tokenCases());
        cases.addAll(proxyCases());
        cases.addAll(sessionCases());
        List<String> wrong = new ArrayList<>();
        int sent = 0;

        for (int number = 0; number < cases.size(); number++) {
            Case one = cases.get(number);
            String from = one.from().isEmpty() ? "127.1.0." + (number + 1) : one.from();
            List<String> answers = List.of(
                    page(ask(one, from, RawRequest.get("/" + one.query()).header("Accept", "text/html,*/*"))),
                    api(ask(one, from, RawRequest.get("/api/session" + one.query()))),
                    api(ask(
                            one,
                            from,
                            RawRequest.of("POST", "/api/launch" + one.query())
                                    .body("application/json", "{\"workflow\": \"../x.jsx\"}"))),
                    api(ask(one, from, RawRequest.get("/api/stream" + one.query()))),
                    api(ask(one, from, RawRequest.get("/q/metrics" + one.query()))));
            sent += answers.size();
            if (!answers.equals(one.reach())) {
                wrong.add("%s: %s instead of %s".formatted(one.name(), answers, one.reach()));
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(sent).isGreaterThan(400);
    }

    private RawRequest.Answer ask(Case one, String from, RawRequest request) {
        return request.from(from).with(one.headers()).send(port());
    }

    /** A page of ours is there or will be; what counts is whether the sign-in page stands before it. */
    private static String page(RawRequest.Answer answer) {
        boolean asksToSignIn = answer.body().contains("<form method=\"post\" action=\"/sign-in\">");
        return answer.status() == 401 ? (asksToSignIn ? "401 page" : "401 without a page") : asksToSignIn ? "?" : "in";
    }

    private static String api(RawRequest.Answer answer) {
        return (answer.status() + " " + answer.problem()).strip();
    }
}
