package chad.ide.runs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CauseKindTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Error | - | no such binary: kimi | BINARY_MISSING",
                "Error | ENOENT | spawn kimi ENOENT | BINARY_MISSING",
                "Error | - | /bin/sh: 1: codex: command not found | BINARY_MISSING",
                "TypeError | ECONNREFUSED | ECONNREFUSED: Unable to connect. Is the computer able to access the url? | NETWORK",
                "TypeError | - | fetch failed: getaddrinfo ENOTFOUND api.example.com | NETWORK",
                "SmithersError | INVALID_OUTPUT | Task output failed validation for row: v: Invalid input | SCHEMA",
                "AI_NoObjectGeneratedError | - | No object generated: could not parse the response. | SCHEMA",
                "SmithersError | TASK_TIMEOUT | Compute callback timed out after 200ms | TIMEOUT",
                "ModelError | - | lab/a (nemotron) gave no answer within 180 s. | TIMEOUT",
                "ModelError | - | lab/a (nemotron): HTTP 401. The key was refused: check the backend's API key. | MODEL_REFUSED",
                "ModelError | - | lab/a (nemotron): HTTP 402. Payment required | BUDGET",
                "AI_RetryError | - | Failed after 3 attempts. Last error: AI_APICallError: model overloaded | MODEL_REFUSED",
                "AssertionError | ERR_ASSERTION | Expected values to be strictly equal | ASSERTION",
                "Error | - | expected 3 chapters but got 2 | ASSERTION",
                "Error | - | The budget of $1 is spent. | BUDGET",
                "Error | - | boom | OTHER",
            })
    void anErrorIsOfTheKindThatItsWordsTell(String name, String code, String message, CauseKind kind) {
        assertThat(CauseKind.of(name, code, message)).isEqualTo(kind);
    }
}
