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

    private static final String TOKEN = "glpat-1234567890";
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
        assertThat(secrets.mask("a " + TOKEN + TOKEN + " glpat-123 b"))
                .isEqualTo("a [masked:GITLAB_TOKEN][masked:GITLAB_TOKEN] glpat-123 b");
        assertThat(secrets.mask("nothing")).isEqualTo("nothing");
    }

    @Test
    void aValueIsMaskedOverTheBordersOfWhatIsWritten() throws IOException {
        secrets.add("GITLAB_TOKEN", TOKEN);
        secrets.add("OTHER", "glpat-1234567890-and-more");
        String text = ("x".repeat(997) + TOKEN + "ä😀glpat-glpat-1234567890-and-more").repeat(50) + "glpat-";
        String masked = ("x".repeat(997) + "[masked:GITLAB_TOKEN]ä😀glpat-[masked:OTHER]").repeat(50) + "glpat-";

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
}
