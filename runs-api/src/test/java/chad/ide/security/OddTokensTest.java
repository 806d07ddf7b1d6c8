package chad.ide.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.ide.testing.AccessServer;
import chad.ide.testing.AccessServer.Team;
import chad.ide.testing.LogLines;
import chad.ide.testing.RawRequest;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tokens that are signed by the team and have members of the wrong types, sizes and numbers: nothing that a stranger
 * sends is a mistake of ours. {@code kid} as an array, or {@code exp} of 1e300, was answered with 500 and 9 KB of log.
 */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class OddTokensTest {

    private static final RsaJsonWebKey KEY = Team.newKey("odd");

    private static final List<String> ODD = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "[\"odd\"]",
            "{\"a\":1}",
            "1e300",
            "-1",
            "1.5",
            "1e999999999",
            "99999999999999999999999999999999999999999999999999",
            "9223372036854775807",
            "253402300800",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"1e9\"",
            "\"" + "x".repeat(5000) + "\"",
            "[".repeat(2000) + "]".repeat(2000),
            "{\"a\":".repeat(500) + "1" + "}".repeat(500));

    /** Known keys are fetched anew after a tenth of a second at the earliest, and another test may just have asked. */
    @BeforeEach
    void publish() {
        Workspace.team().publish(KEY);
        await().pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(send(sign(json(header()), json(claims())), "127.6.0.9")
                                .status())
                        .isEqualTo(200));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String sign(String header, String claims) {
        String text = base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(KEY.getPrivateKey());
            signature.update(text.getBytes(UTF_8));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, String> header() {
        Map<String, String> header = new LinkedHashMap<>();
        header.put("alg", "\"RS256\"");
        header.put("kid", "\"odd\"");
        return header;
    }

    private static Map<String, String> claims() {
        long now = Instant.now().getEpochSecond();
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("iss", "\"" + Workspace.team().issuer() + "\"");
        claims.put("aud", "[\"" + AccessServer.AUDIENCE + "\"]");
        claims.put("email", "\"boss@example.com\"");
        claims.put("iat", Long.toString(now));
        claims.put("nbf", Long.toString(now));
        claims.put("exp", Long.toString(now + 3600));
        return claims;
    }

    private static String json(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Map<String, String> with(Map<String, String> members, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(members);
        changed.put(name, value);
        return changed;
    }

    private static List<String> oddTokens() {
        List<String> tokens = new ArrayList<>();
        for (String odd : ODD) {
            for (String name : header().keySet()) {
                tokens.add(sign(json(with(header(), name, odd)), json(claims())));
            }
            tokens.add(sign(json(with(header(), "crit", odd)), json(claims())));
            for (String name : List.of("iss", "aud", "email", "iat", "nbf", "exp")) {
                tokens.add(sign(json(header()), json(with(claims(), name, odd))));
            }
            tokens.add(sign(odd, json(claims())));
            tokens.add(sign(json(header()), odd));
        }
        String twice = json(claims());
        tokens.add(sign(json(header()), twice.replace("{", "{\"email\":\"eve@elsewhere.example\",")));
        tokens.add(sign(json(header()).replace("{", "{\"kid\":\"other\","), twice));
        tokens.add(sign(json(header()) + " {}", twice));
        tokens.add(sign("\ufeff" + json(header()), twice));
        tokens.add(sign("", ""));
        return tokens;
    }

    private static RawRequest.Answer send(String token, String from) {
        return RawRequest.get("/api/session")
                .header("Cf-Access-Jwt-Assertion", token)
                .from(from)
                .send(RestAssured.port);
    }

    @Test
    void aTokenOfTheRightShapeGetsIn() {
        assertThat(send(sign(json(header()), json(claims())), "127.6.0.1").status())
                .isEqualTo(200);
    }

    @Test
    void everyOddTokenIsRefusedAndNoneIsAMistakeOfOurs() {
        List<String> wrong = new ArrayList<>();
        List<String> tokens = oddTokens();
        try (LogLines log = LogLines.listen()) {
            for (int i = 0; i < tokens.size(); i++) {
                RawRequest.Answer answer = send(tokens.get(i), "127.6.%d.%d".formatted(1 + i / 200, 1 + i % 200));
                boolean isTooLong = answer.status() == 431;
                if (!isTooLong && (answer.status() != 401 || !answer.problem().equals("unauthenticated"))) {
                    wrong.add(answer.status() + " "
                            + new String(
                                    Base64.getUrlDecoder().decode(tokens.get(i).split("\\.", -1)[1]), UTF_8));
                }
            }
            assertThat(log.errors()).isEmpty();
        }
        assertThat(wrong).isEmpty();
        assertThat(tokens).hasSizeGreaterThan(200);
    }

    @Test
    void eachCountsAsAFailedSignIn() {
        String token = sign(json(with(header(), "kid", "[]")), json(claims()));

        for (int i = 0; i < 20; i++) {
            assertThat(send(token, "127.6.9.9").status()).isEqualTo(401);
        }
        assertThat(send(token, "127.6.9.9").status()).isEqualTo(429);
    }

    @Test
    void aTokenOfAMinuteAheadIsForgivenAndNotOfMore() {
        long now = Instant.now().getEpochSecond();

        assertThat(send(sign(json(header()), json(with(claims(), "iat", Long.toString(now + 50)))), "127.6.0.2")
                        .status())
                .isEqualTo(200);
        assertThat(send(sign(json(header()), json(with(claims(), "iat", Long.toString(now + 80)))), "127.6.0.2")
                        .status())
                .isEqualTo(401);
    }
}
