package chad.ide.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * What a token of Cloudflare Access looks like, before anything is believed of it. The libraries behind take members of
 * other types for a mistake of their caller and fail in ways of their own; what gets past here has members of the types,
 * and times of the size, that they expect.
 */
final class TokenShape {

    /** The end of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final int MAX_NAME_CHARS = 400;
    private static final int MAX_AUDIENCES = 100;

    private static final ObjectMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(10)
                            .maxNumberLength(30)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TokenShape() {}

    /** The id of the key that is said to have signed it; empty for what is no token of Access. */
    static Optional<String> keyId(String token) {
        String[] parts = token.split("\\.", -1);
        Optional<JsonNode> header = object(parts[0]);
        Optional<JsonNode> claims = object(parts[1]);
        return header.filter(TokenShape::isHeader)
                .filter(known -> claims.filter(TokenShape::areClaims).isPresent())
                .map(known -> known.path("kid").textValue());
    }

    private static Optional<JsonNode> object(String part) {
        try {
            JsonNode read = STRICT.readTree(Base64.getUrlDecoder().decode(part));
            return Optional.of(read).filter(JsonNode::isObject);
        } catch (IOException | IllegalArgumentException notJson) {
            return Optional.empty();
        }
    }

    /** Members that change how the rest is to be read ({@code crit}, {@code zip}, {@code b64}) are in no token of Access. */
    private static boolean isHeader(JsonNode header) {
        return "RS256".equals(header.path("alg").textValue())
                && isName(header.path("kid"))
                && !header.has("crit")
                && !header.has("zip")
                && !header.has("b64");
    }

    private static boolean areClaims(JsonNode claims) {
        return isName(claims.path("iss"))
                && isAudience(claims.path("aud"))
                && isTime(claims.path("exp"))
                && isTime(claims.path("iat"))
                && (claims.path("nbf").isMissingNode() || isTime(claims.path("nbf")))
                && isNameOrAbsent(claims.path("email"))
                && isNameOrAbsent(claims.path("common_name"));
    }

    private static boolean isName(JsonNode value) {
        return value.isTextual()
                && !value.textValue().isEmpty()
                && value.textValue().length() <= MAX_NAME_CHARS;
    }

    private static boolean isNameOrAbsent(JsonNode value) {
        return value.isMissingNode() || (value.isTextual() && value.textValue().length() <= MAX_NAME_CHARS);
    }

    private static boolean isAudience(JsonNode value) {
        if (!value.isArray()) {
            return isName(value);
        }
        for (JsonNode one : value) {
            if (!isName(one)) {
                return false;
            }
        }
        return !value.isEmpty() && value.size() <= MAX_AUDIENCES;
    }

    private static boolean isTime(JsonNode value) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= 0
                && value.longValue() <= LAST_SECOND;
    }
}
