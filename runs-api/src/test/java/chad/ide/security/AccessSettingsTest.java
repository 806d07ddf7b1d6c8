package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSettingsTest {

    private final Path folder;

    AccessSettingsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private SecurityBench bench() {
        return new SecurityBench(folder);
    }

    private Optional<String> issuer(String domain) {
        return AccessTeam.of(bench().set("access.team-domain", domain)
                        .set("access.audience", "tag")
                        .config()
                        .access())
                .map(AccessTeam::issuer);
    }

    @ParameterizedTest
    @CsvSource({
        "acme, https://acme.cloudflareaccess.com",
        "acme.cloudflareaccess.com, https://acme.cloudflareaccess.com",
        "https://acme.cloudflareaccess.com/, https://acme.cloudflareaccess.com",
        "http://127.0.0.1:8080, http://127.0.0.1:8080"
    })
    void theTeamIsNamedInAnyOfTheUsualWays(String domain, String issuer) {
        assertThat(issuer(domain)).contains(issuer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://acme.cloudflareaccess.com",
                "http://10.0.0.1",
                "http://localhost:1",
                "acme.com/path",
                "acme com",
                "user@acme.com",
                "file:///etc/passwd",
                "https://acme.com:443"
            })
    void aTeamThatIsNoneClosesTheDoor(String domain) {
        assertThat(issuer(domain)).isEmpty();
    }

    @Test
    void halfASettingClosesTheDoor() {
        assertThat(AccessTeam.of(bench().config().access())).isEmpty();
        assertThat(AccessTeam.of(
                        bench().set("access.team-domain", "acme").config().access()))
                .isEmpty();
        assertThat(AccessTeam.of(bench().set("access.audience", "tag").config().access()))
                .isEmpty();
    }

    @Test
    void withoutAListEverybodyIsAnOperator() {
        AccessRoles roles = new AccessRoles(bench().config());

        assertThat(roles.of("ann@example.com")).contains(Role.OPERATOR);
        assertThat(roles.of("robot.access")).contains(Role.OPERATOR);
    }

    @ParameterizedTest
    @CsvSource({
        "ann@example.com, operator",
        "ANN@EXAMPLE.COM, operator",
        "bob@ops.example, viewer",
        "carl@ops.example, operator",
        "dora@view.example, viewer",
        "robot.access, operator",
        "eve@elsewhere.example, ''",
        "eve@sub.ops.example, ''",
        "ops.example, ''",
        "@ops.example, operator"
    })
    void withAListTheNameCountsMoreThanTheDomainAndTheOthersAreOut(String name, String role) {
        AccessRoles roles = new AccessRoles(bench().set("operators", "ann@example.com, @ops.example,robot.access")
                .set("viewers", "bob@ops.example,@view.example")
                .config());

        assertThat(roles.of(name).orElse("")).isEqualTo(role);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "172.18.0.0/16, 172.18.255.1, true",
        "172.18.0.0/16, 172.19.0.1, false",
        "10.0.0.0/9, 10.127.1.1, true",
        "10.0.0.0/9, 10.128.1.1, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::1, ::1, true",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false"
    })
    void aProxyIsKnownByItsAddressOrNetwork(String network, String address, boolean isIn) {
        assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(isIn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "proxy", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/x", "/", "*"})
    void aProxyThatIsNoAddressStopsTheStart(String text) {
        assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}
