package chad.ide.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What kind of thing went wrong, judged by the error's name, code and words: the engine and the libraries below it have
 * no common list. The first that fits counts, so the telling ones stand in front: a provider's answer about an exhausted
 * account speaks of the model too.
 */
@Schema(type = SchemaType.STRING, examples = "model-refused")
public enum CauseKind {
    /** The money or the tokens that were allowed are spent. */
    BUDGET(
            "\\bbudget\\b|spend(ing)? limit|insufficient[_ ](credits?|funds|balance|quota)|credit balance|payment required"
                    + "|\\bHTTP 402\\b"),
    /** A program that the task starts is not installed. */
    BINARY_MISSING(
            "no such binary|command not found|executable (file )?not found|not found in \\$?PATH|spawn \\S+ ENOENT"
                    + "|posix_spawn \\S+|ENOENT.*\\bspawn\\b|binary (is )?(missing|not found)"),
    /** It took longer than it may, or gave no heartbeat. */
    TIMEOUT("time[- _]?out|timed out|no answer within|deadline exceeded|ETIMEDOUT|\\bAbortError\\b|HEARTBEAT_TIMEOUT"
            + "|no heartbeat"),
    /** The other side could not be reached. */
    NETWORK("ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|ConnectionRefused"
            + "|fetch failed|socket hang up|unable to connect|cannot connect|network error|getaddrinfo"
            + "|socket connection was closed|certificate (has expired|verify failed)"),
    /** What was given does not have the form that was asked for. */
    SCHEMA("INVALID_OUTPUT|ZodError|\\bschema\\b|failed validation|validation (error|failed)|TypeValidationError"
            + "|NoObjectGenerated|not valid JSON|invalid JSON|JSON[ .]?parse|JSONParseError|Unexpected token"),
    /** The provider gave no answer, or not the one that was asked for. */
    MODEL_REFUSED("ModelError|APICallError|RetryError|NoOutputGenerated|NoContentGenerated|rate[- ]limit|overloaded"
            + "|too many requests|\\bHTTP (4\\d\\d|5\\d\\d)\\b|content[- ]filter|api key|model .*(refused|not found"
            + "|does not exist)|quota exceeded|QUOTA"),
    /** A check of the workflow itself did not hold. */
    ASSERTION("Assertion|\\bassert\\b|expected .+ (to|but|got)\\b"),
    /** A person said no. */
    DENIED("(?!)"),
    OTHER("(?!)");

    private static final int MAX_LOOKED_AT = 4_000;

    private final Pattern telling;

    CauseKind(String telling) {
        this.telling = Pattern.compile(telling, Pattern.CASE_INSENSITIVE);
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static CauseKind of(@Nullable String name, @Nullable String code, String message) {
        String told = name + " " + code + " " + message.substring(0, Math.min(message.length(), MAX_LOOKED_AT));
        for (CauseKind kind : values()) {
            if (kind.telling.matcher(told).find()) {
                return kind;
            }
        }
        return OTHER;
    }
}
