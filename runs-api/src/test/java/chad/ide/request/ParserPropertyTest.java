package chad.ide.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import chad.edge.CommonProblem;
import chad.edge.ProblemException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a client sends, a parser gives a value in its bounds or a problem that names the field. */
class ParserPropertyTest {

    @Property
    void aCursorGivesBackItsPosition(@ForAll long number, @ForAll long other) {
        String cursor = Cursor.of("runs", number, "store", other);

        List<String> parts = Cursor.parse("runs", cursor, 3);

        assertThat(Cursor.number(cursor, parts.get(0))).isEqualTo(number);
        assertThat(parts.get(1)).isEqualTo("store");
        assertThat(Cursor.number(cursor, parts.get(2))).isEqualTo(other);
    }

    @Property
    void aCursorOfAnotherListIsRefused(@ForAll long number) {
        String cursor = Cursor.of("runs", number);

        assertThatThrownBy(() -> Cursor.parse("logs", cursor, 1)).isInstanceOf(ProblemException.class);
    }

    @Property(tries = 2_000)
    void anyTextIsACursorOrAProblemOfTheField(@ForAll String text) {
        isValueOrProblem("cursor", catchThrowable(() -> Cursor.parse("runs", text, 3)));
    }

    @Property(tries = 2_000)
    void anyTextIsALimitInItsBoundsOrAProblemOfTheField(@ForAll String text) {
        Limit limit = new Limit(100, 500);

        Throwable thrown = catchThrowable(() -> assertThat(limit.parse(text)).isBetween(1, 500));

        isValueOrProblem("limit", thrown);
    }

    @Property(tries = 2_000)
    void anyNumberIsATimeOrAProblemOfTheField(@ForAll long number) {
        Throwable thrown = catchThrowable(
                () -> assertThat(Numbers.timeMs("since", Long.toString(number))).isEqualTo(number));

        isValueOrProblem("since", thrown);
    }

    private static void isValueOrProblem(String field, Throwable thrown) {
        if (thrown != null) {
            assertThat(thrown).isInstanceOfSatisfying(ProblemException.class, problem -> {
                assertThat(problem.type()).isEqualTo(CommonProblem.INVALID_VALUE);
                assertThat(problem.toProblem("/").errors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.field()).isEqualTo(field));
            });
        }
    }
}
