package chad.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceClockTest {

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", ":Europe/Berlin"})
    void theZoneIsThatOfTz(String tz) {
        assertThat(new ServiceClock().clock(Optional.of(tz)).getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CET-1CEST,M3.5.0,M10.5.0/3", "Nowhere/AtAll", ":"})
    void aZoneThatJavaDoesNotKnowIsTheMachines(String tz) {
        assertThat(new ServiceClock().clock(Optional.of(tz)).getZone()).isEqualTo(ZoneId.systemDefault());
    }

    @Test
    void withoutTzItIsTheMachines() {
        assertThat(new ServiceClock().clock(Optional.empty()).getZone()).isEqualTo(ZoneId.systemDefault());
    }
}
