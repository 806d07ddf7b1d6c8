package chad.ide.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithConverter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeNumberTest {

    @ConfigMapping(prefix = "sample")
    public interface Sample {
        @WithConverter(WholeNumber.From1To100.class)
        int tries();

        @WithConverter(WholeNumber.From2.class)
        int files();
    }

    private static Sample read(String tries, String files) {
        return new SmallRyeConfigBuilder()
                .withMapping(Sample.class)
                .withSources(
                        new PropertiesConfigSource(Map.of("sample.tries", tries, "sample.files", files), "test", 100))
                .build()
                .getConfigMapping(Sample.class);
    }

    @ParameterizedTest
    @CsvSource({"1,2", "100,2147483647", "' 7 ',3"})
    void whatIsWithinTheBoundsIsTaken(String tries, String files) {
        assertThat(read(tries, files).tries()).isEqualTo(Integer.parseInt(tries.strip()));
        assertThat(read(tries, files).files()).isEqualTo(Integer.parseInt(files));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "2.5", "1e1", "many", "2147483648", "99999999999999999999"})
    void anythingElseIsRefusedByNameWithWhatIsTaken(String tries) {
        assertThatThrownBy(() -> read(tries, "2"))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("sample.tries")
                .hasMessageContaining("\"" + tries + "\" is not valid: give a whole number from 1 to 100.");
    }

    @Test
    void aBoundThatIsOpenAboveIsToldAsOne() {
        assertThatThrownBy(() -> read("1", "1")).hasMessageContaining("give a whole number of at least 2.");
    }
}
