package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PublicUrlTest {

    @Test
    void anOriginIsWrittenAsBrowsersDo() {
        assertThat(PublicUrl.origin("https://Runs.Example.com/")).isEqualTo("https://runs.example.com");
        assertThat(PublicUrl.origin("https://runs.example.com:443")).isEqualTo("https://runs.example.com");
        assertThat(PublicUrl.origin("http://127.0.0.1:7331")).isEqualTo("http://127.0.0.1:7331");
    }

    @Test
    void aPathIsRefusedWithWords() {
        for (String url : List.of("https://example.com/runs", "https://example.com/runs/", "https://example.com/?x")) {
            assertThatThrownBy(() -> PublicUrl.origin(url))
                    .hasMessageContaining("CHAD_PUBLIC_URL")
                    .hasMessageContaining("root of a host name");
        }
    }

    @Test
    void whatIsNoAddressIsRefusedWithWords() {
        for (String url : List.of("runs.example.com", "ftp://x", "http://", "https://a:b@x", "https://x y")) {
            assertThatThrownBy(() -> PublicUrl.origin(url)).hasMessageContaining("CHAD_PUBLIC_URL");
        }
    }
}
