package chad.ide.approvals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gate lets one choose from, and who may choose. Null for restrictions that can't be read: such a gate is decided
 * by nobody here, for it may be meant for somebody else.
 */
record GateTerms(
        List<GateOption> options,
        @Nullable List<String> allowedUsers,
        @Nullable List<String> allowedScopes) {

    /** As many as a person can look through. */
    private static final int MAX_OPTIONS = 1_000;

    private static final GateTerms UNKNOWN = new GateTerms(List.of(), null, null);

    GateTerms {
        options = List.copyOf(options);
        allowedUsers = allowedUsers == null ? null : List.copyOf(allowedUsers);
        allowedScopes = allowedScopes == null ? null : List.copyOf(allowedScopes);
    }

    /**
     * @param request of an approval, or of a long one the members that are read here; null when it can't be shown at all
     * @param isThere whether the engine keeps a request; before 0.16 it kept none
     * @param choices of a question to a human
     */
    static GateTerms of(@Nullable JsonNode request, boolean isThere, @Nullable JsonNode choices) {
        if (request == null) {
            return isThere ? UNKNOWN : new GateTerms(options(choices), List.of(), List.of());
        }
        List<GateOption> options = options(choices);
        return new GateTerms(
                options.isEmpty() ? options(request.get("options")) : options,
                names(request.get("allowedUsers")).orElse(null),
                names(request.get("allowedScopes")).orElse(null));
    }

    /** An option is an object with a key, or the bare text of it. */
    private static List<GateOption> options(@Nullable JsonNode array) {
        List<GateOption> options = new ArrayList<>();
        if (array != null && array.isArray() && array.size() <= MAX_OPTIONS) {
            for (JsonNode option : array) {
                String key = option.isTextual()
                        ? option.asText()
                        : option.path("key").asText();
                if (!key.isEmpty()) {
                    options.add(new GateOption(key, option.path("label").asText(key), text(option.path("summary"))));
                }
            }
        }
        return options;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    /** None for a missing member; empty for one that is no list of names, which the engine refuses to decide too. */
    private static Optional<List<String>> names(@Nullable JsonNode array) {
        if (array == null || array.isNull()) {
            return Optional.of(List.of());
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : array) {
            if (!name.isTextual() || name.asText().isBlank()) {
                return Optional.empty();
            }
            names.add(name.asText());
        }
        return array.isArray() ? Optional.of(names) : Optional.empty();
    }
}
