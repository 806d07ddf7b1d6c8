package chad.ide.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;

/** The value of a setting: a number or a boolean stands for its text. What is neither is not shown: it may be a secret. */
@RegisterForReflection
public final class SettingText extends StdDeserializer<String> {

    public static final String ALLOWED = "a string, number or boolean";

    private static final long serialVersionUID = 1L;

    SettingText() {
        super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return parser.currentToken().isScalarValue()
                ? parser.getText()
                : context.reportInputMismatch(SettingText.class, ALLOWED);
    }
}
