package chad.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemKindTest {

    @Test
    void clientsDecideByOneUrn() {
        assertThat(CommonProblem.UNSUPPORTED_MEDIA_TYPE.uri()).isEqualTo("urn:runs-ide:problem:unsupported-media-type");
    }

    @Test
    void aRefusedValueIsNamedInTheDetailAndInTheErrors() {
        Problem problem =
                CommonProblem.invalid("max", "80", "a number from 1 to 64").toProblem("/roster");

        assertThat(problem.detail()).isEqualTo("`max` can't be `80`: a number from 1 to 64");
        assertThat(problem.errors()).containsExactly(new FieldError("max", "80", "a number from 1 to 64"));
        assertThat(problem.status()).isEqualTo(400);
    }
}
