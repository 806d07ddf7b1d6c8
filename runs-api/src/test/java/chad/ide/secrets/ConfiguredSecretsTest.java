package chad.ide.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredSecretsTest {

    private final Secrets secrets = new Secrets();

    private void given(Map<String, String> environment, Map<String, String> settings) {
        assertThat(new ConfiguredSecrets(environment, settings, secrets)).isNotNull();
    }

    /** Only what was passed on to agents was masked: an agent that had read the service's own key showed it. */
    @Test
    void everyKeyThatTheServiceKnowsIsMaskedAndAPlainSettingIsNot() {
        given(
                Map.of(
                        "NVIDIA_API_KEY", "nv-0123456789",
                        "GITHUB_TOKEN", "gh-9876543210ab",
                        "SMITHERS_RUNS_API_KEY", "our-own-key-of-2026",
                        "CHAD_WEBHOOK_SECRET", "signs-every-post",
                        "CHAD_WEBHOOK_URL",
                                "slack:https://hooks.example.com/services/T000/B000/XXXX,ntfy:https://ntfy.sh/topic",
                        "OTEL_EXPORTER_OTLP_HEADERS", "x-team=collector-key-1",
                        "HTTPS_PROXY", "http://kim:long-password@proxy:3128",
                        "CHAD_INFERENCE_BASE_URL", "https://models.example.com/v1",
                        "CHAD_FUSION_MODELS", "nvidia/nemotron-3"),
                Map.of("runs.security.key", "our-own-key-of-2026", "runs.reports.webui.api-key", "of-open-webui"));

        assertThat(
                        secrets.mask(
                                "nv-0123456789 gh-9876543210ab our-own-key-of-2026 signs-every-post of-open-webui collector-key-1"
                                        + " https://hooks.example.com/services/T000/B000/XXXX https://ntfy.sh/topic"
                                        + " http://kim:long-password@proxy:3128 https://models.example.com/v1 nvidia/nemotron-3"))
                .isEqualTo(
                        "[masked:NVIDIA_API_KEY] [masked:GITHUB_TOKEN] [masked:SMITHERS_RUNS_API_KEY] [masked:CHAD_WEBHOOK_SECRET]"
                                + " [masked:runs.reports.webui.api-key] [masked:OTEL_EXPORTER_OTLP_HEADERS]"
                                + " https://hooks.example.com[masked:CHAD_WEBHOOK_URL] https://ntfy.sh/topic"
                                + " http://kim:[masked:HTTPS_PROXY]@proxy:3128 https://models.example.com/v1 nvidia/nemotron-3");
    }
}
