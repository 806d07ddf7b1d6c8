package chad.ide.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private static final String TOKEN = "gitlb-1234567890";
    private static final String ODD = "päss\"wörd\n\\with\tall/of it";

    private final Secrets secrets = new Secrets();

    private String throughParts(String text, int partBytes) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(UTF_8);
        try (OutputStream out = secrets.masking(written)) {
            for (int from = 0; from < bytes.length; from += partBytes) {
                out.write(bytes, from, Math.min(partBytes, bytes.length - from));
                out.flush();
            }
        }
        return written.toString(UTF_8);
    }

    @Test
    void aValueIsMaskedWhereverItStands() {
        secrets.add("GITLAB_TOKEN", TOKEN);

        assertThat(secrets.mask(TOKEN)).isEqualTo("[masked:GITLAB_TOKEN]");
        assertThat(secrets.mask("a " + TOKEN + TOKEN + " gitlb-123 b"))
                .isEqualTo("a [masked:GITLAB_TOKEN][masked:GITLAB_TOKEN] gitlb-123 b");
        assertThat(secrets.mask("nothing")).isEqualTo("nothing");
    }

    @Test
    void aValueIsMaskedOverTheBordersOfWhatIsWritten() throws IOException {
        secrets.add("GITLAB_TOKEN", TOKEN);
        secrets.add("OTHER", "gitlb-1234567890-and-more");
        String text = ("x".repeat(997) + TOKEN + "ä😀gitlb-gitlb-1234567890-and-more").repeat(50) + "gitlb-";
        String masked = ("x".repeat(997) + "[masked:GITLAB_TOKEN]ä😀gitlb-[masked:OTHER]").repeat(50) + "gitlb-";

        for (int part : List.of(1, 2, 7, 16, 1_000, 8_192, 1_000_000)) {
            assertThat(throughParts(text, part)).as("%d bytes at a time", part).isEqualTo(masked);
        }
    }

    @Test
    void aValueIsMaskedInJsonInJsonWithinJsonAndInAnAddress() throws IOException {
        secrets.add("PASSWORD", ODD);
        ObjectMapper json = new ObjectMapper();
        String once = json.writeValueAsString(Map.of("output", "it is " + ODD));
        String twice = json.writeValueAsString(Map.of("payload", once));

        assertThat(json.readTree(secrets.mask(once)).path("output").asText()).isEqualTo("it is [masked:PASSWORD]");
        assertThat(json.readTree(json.readTree(secrets.mask(twice))
                                .path("payload")
                                .asText())
                        .path("output")
                        .asText())
                .isEqualTo("it is [masked:PASSWORD]");
        assertThat(secrets.mask("https://x/?p=" + URLEncoder.encode(ODD, UTF_8)))
                .isEqualTo("https://x/?p=[masked:PASSWORD]");
    }

    /** A token that is changed every hour reached the limit within days, and from then on was shown. */
    @Test
    void theNewestValuesAreMaskedHoweverManyThereWere() {
        secrets.add("FIXED", "never-changes");
        for (int hour = 0; hour < 300; hour++) {
            secrets.add("FIXED", "never-changes");
            secrets.add("TOKEN", "token-of-hour-%03d".formatted(hour));
        }

        assertThat(secrets.mask("token-of-hour-299 token-of-hour-150 never-changes"))
                .isEqualTo("[masked:TOKEN] [masked:TOKEN] [masked:FIXED]");
        assertThat(secrets.mask("token-of-hour-000")).isEqualTo("token-of-hour-000");
    }

    @Test
    void aNumberIsNotMaskedForItsMaskWouldBreakJson() throws IOException {
        for (String number : List.of("123456789", "00123456789", "-12345678", "1234567.25", "12345678e10")) {
            secrets.add("ACCOUNT_ID", number);
        }
        secrets.add("PHONE", "0123-456-789");

        assertThat(new ObjectMapper()
                        .readTree(secrets.mask("{\"id\":123456789,\"phone\":\"0123-456-789\"}"))
                        .toString())
                .isEqualTo("{\"id\":123456789,\"phone\":\"[masked:PHONE]\"}");
    }

    @Test
    void earlierValuesStayMaskedAndShortOnesAreNot() {
        secrets.add("TOKEN", "first-value");
        secrets.add("TOKEN", "second-value");
        secrets.add("PIN", "1234567");

        assertThat(secrets.mask("first-value second-value 1234567")).isEqualTo("[masked:TOKEN] [masked:TOKEN] 1234567");
    }

    /** Limits are kept before a text is masked: by the database, in list rows, in answers to agents. */
    @Test
    void whatALimitLeftOfAValueIsMaskedToo() throws IOException {
        secrets.add("GITLAB_TOKEN", TOKEN);
        secrets.add("PASSWORD", ODD);
        ObjectMapper json = new ObjectMapper();

        for (int left = 8; left < TOKEN.length(); left++) {
            String part = TOKEN.substring(0, left);
            assertThat(secrets.mask("401 for " + part)).as(part).isEqualTo("401 for [masked:GITLAB_TOKEN]");
            assertThat(secrets.mask("401 for " + part + "… (70 characters)"))
                    .isEqualTo("401 for [masked:GITLAB_TOKEN]… (70 characters)");
            assertThat(json.readTree(secrets.mask(json.writeValueAsString(Map.of("text", "401 for " + part))))
                            .path("text")
                            .asText())
                    .isEqualTo("401 for [masked:GITLAB_TOKEN]");
            String nested = json.writeValueAsString(json.writeValueAsString(Map.of("text", "401 for " + part)));
            assertThat(json.readTree(json.readTree(secrets.mask(nested)).asText())
                            .path("text")
                            .asText())
                    .isEqualTo("401 for [masked:GITLAB_TOKEN]");
            String end = TOKEN.substring(TOKEN.length() - left);
            assertThat(secrets.mask(end + " was refused")).isEqualTo("[masked:GITLAB_TOKEN] was refused");
            assertThat(secrets.mask("{\"text\":\"…" + end + " was refused\"}"))
                    .isEqualTo("{\"text\":\"…[masked:GITLAB_TOKEN] was refused\"}");
        }
        for (int part : List.of(1, 3, 1_000)) {
            assertThat(throughParts("x".repeat(8_185) + "\"gitlb-1234\"", part))
                    .isEqualTo("x".repeat(8_185) + "\"[masked:GITLAB_TOKEN]\"");
        }
    }

    @Test
    void aWordThatBeginsAsAValueIsNoPartOfIt() {
        secrets.add("DATABASE", "production-database-of-kim-7");

        assertThat(secrets.mask("{\"workflow\":\"production\",\"node\":\"database\"} production"))
                .isEqualTo("{\"workflow\":\"production\",\"node\":\"database\"} production");
    }

    static List<String> keys() {
        String chance = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9";
        return List.of(
                "sk-" + chance,
                "sk-ant-api03-" + chance + "-" + chance + "_AA",
                "sk-proj-" + chance,
                "sk-or-v1-" + "0123456789abcdef".repeat(4),
                "nvapi-" + chance + "_" + chance,
                "ghp_" + chance.substring(0, 36),
                "github_pat_11AAAAAAA0" + chance + "_" + chance,
                "glpat-" + chance.substring(0, 20),
                "xoxb-123456789012-1234567890123-" + chance.substring(0, 24),
                "hf_" + chance.substring(0, 34),
                "gsk_" + chance + chance.substring(0, 10),
                "AKIAIOSFODNN7EXAMPLE",
                "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
                "npm_" + chance.substring(0, 36),
                "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    @Test
    void keysOfWellKnownProvidersAreMaskedByTheirShape() throws IOException {
        ObjectMapper json = new ObjectMapper();
        for (String key : keys()) {
            for (String text : List.of(key, "the key\n" + key + "\nis", "a=" + key + "&b", "(" + key + ")")) {
                assertThat(secrets.mask(text)).as(text).isEqualTo(text.replace(key, "[masked:key]"));
                String written = json.writeValueAsString(Map.of("text", text));
                assertThat(json.readTree(secrets.mask(written)).path("text").asText())
                        .isEqualTo(text.replace(key, "[masked:key]"));
                for (int part : List.of(1, 7, 100)) {
                    assertThat(throughParts("y".repeat(8_150) + " " + text, part))
                            .endsWith(text.replace(key, "[masked:key]"));
                }
            }
        }
        assertThat(secrets.mask("authorization: Bearer 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"))
                .isEqualTo("authorization: Bearer [masked:key]");
        assertThat(secrets.mask("{\"text\":\"sk-ant-api03-aB3dE5f…\",\"other\":\"ghp_aB3dE5fG7\"}"))
                .isEqualTo("{\"text\":\"[masked:key]…\",\"other\":\"[masked:key]\"}");
    }

    @Test
    void aPrivateKeyIsMaskedAcrossItsLines() throws IOException {
        String line = "MIIEpAIBAAKCAQEAvRQx+Xb1/DS0z7Jq9c1p7V6Z0m3oSk8yGzW2h4bT5nY6dF=";
        String pem =
                "-----BEGIN RSA PRIVATE KEY-----\n" + (line + "\n").repeat(300) + "-----END RSA PRIVATE KEY-----\nrest";
        ObjectMapper json = new ObjectMapper();
        String nested = json.writeValueAsString(Map.of("pem", json.writeValueAsString(Map.of("pem", pem))));

        assertThat(secrets.mask(pem)).isEqualTo("[masked:key]-----END RSA PRIVATE KEY-----\nrest");
        assertThat(throughParts(pem, 13)).isEqualTo("[masked:key]-----END RSA PRIVATE KEY-----\nrest");
        assertThat(json.readTree(json.readTree(secrets.mask(nested)).path("pem").asText())
                        .path("pem")
                        .asText())
                .isEqualTo("[masked:key]-----END RSA PRIVATE KEY-----\nrest");
        String cut = json.writeValueAsString(Map.of("text", json.writeValueAsString(pem.substring(0, 100))));
        assertThat(json.readTree(json.readTree(secrets.mask(cut)).path("text").asText())
                        .asText())
                .isEqualTo("[masked:key]");
    }

    @Test
    void whatOnlyLooksLikeAKeyIsShown() {
        for (String text : List.of(
                "task-1234567890-abcdefghijklmnop",
                "risk-assessment-of-2026-and-later-years",
                "sk-learn-2-model-training-pipeline",
                "{\"nextCursor\":\"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9\"}",
                "npm_config_registry",
                "hf_model_of_2024",
                "-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA",
                "Bearer of good news in 2026",
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "eyJ… begins every JSON in base64",
                "AKIA is a prefix")) {
            assertThat(secrets.mask(text)).isEqualTo(text);
        }
    }
}
