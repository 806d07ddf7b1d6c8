package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInLinksTest {

    private static final ApiKey KEY = new ApiKey("machine", true, SecurityBench.KEY);

    private final Path folder;

    private SecurityBench bench;
    private SignInLinks links;

    SignInLinksTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void make() {
        bench = new SecurityBench(folder);
        links = new SignInLinks(bench.config(), bench.clock);
    }

    @Test
    void aCodeWorksOnce() {
        String code = links.make(KEY).code();

        assertThat(code).matches("[\\w-]{43}");
        assertThat(links.use(code)).isEqualTo(new SignInLinks.Use.Valid(KEY));
        assertThat(links.use(code)).isInstanceOf(SignInLinks.Use.UsedUp.class);
    }

    @Test
    void aCodeIsOverAfterTenMinutesAndForgottenAfterAnHour() {
        String code = links.make(KEY).code();

        bench.clock.pass(Duration.ofMinutes(10));
        assertThat(links.use(code)).isInstanceOf(SignInLinks.Use.Expired.class);

        bench.clock.pass(Duration.ofMinutes(61));
        links.make(KEY);
        assertThat(links.use(code)).isInstanceOf(SignInLinks.Use.Unknown.class);
    }

    @Test
    void whoMakesManyLosesTheOldest() {
        String first = links.make(KEY).code();
        for (int i = 0; i < 1_000; i++) {
            links.make(KEY);
        }

        assertThat(links.use(first)).isInstanceOf(SignInLinks.Use.Unknown.class);
    }
}
