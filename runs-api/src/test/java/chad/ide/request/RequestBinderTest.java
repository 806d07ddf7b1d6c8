package chad.ide.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chad.edge.FieldError;
import chad.edge.Problem;
import chad.edge.ProblemException;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults are told by the field's name, with what would have been taken. */
class RequestBinderTest {

    @Schema(examples = "{\"text\":\"a\"}")
    record Sent(
            String text,
            @Nullable Integer number,
            @Schema(minimum = "0") @Nullable Integer turn,
            boolean flag,
            @Nullable List<String> names,
            @Nullable ObjectNode object,

            @JsonDeserialize(contentUsing = SettingText.class) @Nullable Map<String, @Nullable String> env,

            @JsonUnwrapped Part part) {

        Sent {
            Given.required("text", text, "a text");
        }
    }

    record Part(
            @Schema(minimum = "1", maximum = "64") @Nullable Integer most,
            @Nullable String folder) {

        Part {
            Given.between("most", most, 1, 64);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RequestBinder binder = new RequestBinder(JSON);

    private Sent bind(String body) throws JsonProcessingException {
        return binder.bind(JSON.readTree(body), Sent.class);
    }

    private Problem refusal(String body) {
        return catchThrowableOfType(ProblemException.class, () -> bind(body)).toProblem(null);
    }

    @Test
    void whatIsSentIsInTheRecordAndNullCountsAsLeftOut() throws JsonProcessingException {
        Sent sent = bind("""
                {"text": "a", "number": null, "turn": 2, "flag": true, "names": ["b"], "object": {"c": 1},
                 "env": {"D": 1.50, "E": true}, "most": 64}""");

        assertThat(sent)
                .isEqualTo(new Sent(
                        "a",
                        null,
                        2,
                        true,
                        List.of("b"),
                        JSON.createObjectNode().put("c", 1),
                        Map.of("D", "1.5", "E", "true"),
                        new Part(64, null)));
    }

    @Test
    void eachFieldThatDoesNotExistIsNamedWithThoseThatDo() {
        String known = "one of env, flag, folder, most, names, number, object, text, turn";

        assertThat(refusal("{\"text\": \"a\", \"tekst\": 1, \"part\": {}}").errors())
                .containsExactly(new FieldError("tekst", null, known), new FieldError("part", null, known));
    }

    @Test
    void whatIsNoObjectIsAnsweredWithAnExample() {
        for (String body : List.of("null", "[]", "\"a\"", "1")) {
            assertThat(refusal(body).detail()).as(body).contains("{\"text\":\"a\"}");
        }
        assertThat(refusal("{\"text\": null}").errors()).containsExactly(new FieldError("text", "", "a text"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text | 1 | a text",
                "text | {} | a text",
                "flag | \"true\" | true or false",
                "flag | 1 | true or false",
                "number | \"1\" | a whole number",
                "number | 1.5 | a whole number",
                "number | [] | a whole number",
                "number | 99999999999 | a whole number from -2147483648 to 2147483647",
                "turn | \"one\" | a whole number from 0",
                "turn | 99999999999 | a whole number from 0 to 2147483647",
                "names | \"b\" | a list",
                "object | \"b\" | a JSON object",
                "object | [] | a JSON object",
                "env | 1 | a JSON object",
                "most | \"1\" | a whole number from 1 to 64",
                "most | 99999999999 | a whole number from 1 to 64",
                "most | 65 | a whole number from 1 to 64",
                "folder | false | a text"
            })
    void aValueOfAnotherTypeIsToldWithWhatIsTaken(String field, String value, String allowed) {
        String text = field.equals("text") ? "" : "\"text\": \"a\", ";

        assertThat(refusal("{%s\"%s\": %s}".formatted(text, field, value)).errors())
                .containsExactly(new FieldError(field, value, allowed));
    }

    @Test
    void aFaultInAListIsToldByItsPlace() {
        assertThat(refusal("{\"text\": \"a\", \"names\": [\"b\", 7]}").errors())
                .containsExactly(new FieldError("names.1", "7", "a text"));
    }

    /** It may be a secret. */
    @Test
    void theValueOfASettingIsNotShown() {
        assertThat(refusal("{\"text\": \"a\", \"env\": {\"D\": [\"s3cret\"]}}").errors())
                .containsExactly(new FieldError("env.D", "…", SettingText.ALLOWED));
    }

    /** It was looked at anew for each request. */
    @Test
    void aRecordIsLookedAtOnce() throws JsonProcessingException {
        AtomicInteger looks = new AtomicInteger();
        RequestBinder counted =
                new RequestBinder(new ObjectMapper().setAnnotationIntrospector(new JacksonAnnotationIntrospector() {

                    @Override
                    public @Nullable NameTransformer findUnwrappingNameTransformer(AnnotatedMember member) {
                        looks.incrementAndGet();
                        return super.findUnwrappingNameTransformer(member);
                    }
                }));
        counted.bind(JSON.readTree("{\"text\":\"a\"}"), Sent.class);
        int first = looks.get();

        counted.bind(JSON.readTree("{\"text\":\"b\"}"), Sent.class);

        assertThat(first).isPositive();
        assertThat(looks).hasValue(first);
    }
}
