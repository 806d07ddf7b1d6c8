package chad.ide.web;

import chad.edge.FieldError;
import chad.ide.problem.ProblemType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that each operation takes, as the service's own OpenAPI document has them. The document is made
 * from the resource methods in the build, so the two can't differ, and no method has to be reflected on at run time.
 */
@Singleton
class KnownParameters {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");

    private final ObjectMapper json;
    private volatile @Nullable List<Operation> operations;

    KnownParameters(ObjectMapper json) {
        this.json = json;
    }

    /**
     * @param path its template as a pattern
     * @param literal how much of the template is no variable: of several that fit, the most literal one is meant
     */
    private record Operation(String method, Pattern path, int literal, Set<String> parameters) {

        static Operation of(String method, String template, Set<String> parameters) {
            String[] literals = VARIABLE.split(template, -1);
            // A variable may have slashes in it: names of stores do.
            String path = Arrays.stream(literals).map(Pattern::quote).collect(Collectors.joining(".+"));
            return new Operation(
                    method, Pattern.compile(path), String.join("", literals).length(), parameters);
        }

        boolean fits(String asked, String sent) {
            return method.equals(asked) && path.matcher(sent).matches();
        }
    }

    /**
     * @param method in capitals
     * @param path from the first slash, as it was sent
     * @param sent names of query parameters
     * @throws chad.edge.ProblemException 400 that names each parameter that is not taken, and those that are
     */
    void require(String method, String path, Collection<String> sent) {
        if (sent.isEmpty()) {
            return;
        }
        String asked = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        Optional<Operation> operation = operations().stream()
                .filter(one -> one.fits(asked, path))
                .max(Comparator.comparingInt(Operation::literal));
        operation.ifPresent(known -> require(known.parameters(), sent));
    }

    private static void require(Set<String> known, Collection<String> sent) {
        List<FieldError> unknown = sent.stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .limit(20)
                .map(name -> new FieldError(
                        name, null, known.isEmpty() ? "no query parameter" : "one of " + String.join(", ", known)))
                .toList();
        if (!unknown.isEmpty()) {
            FieldError first = unknown.getFirst();
            throw ProblemType.INVALID_VALUE.because(
                    "This address does not take the query parameter `%s`. It takes %s."
                            .formatted(cut(first.field()), first.allowed()),
                    unknown);
        }
    }

    private static String cut(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }

    private List<Operation> operations() {
        List<Operation> known = operations;
        if (known == null) {
            known = read();
            operations = known;
        }
        return known;
    }

    private List<Operation> read() {
        try {
            List<Operation> found = new ArrayList<>();
            json.readTree(ApiDocumentResource.read())
                    .path("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().stream()
                            .filter(member -> METHODS.contains(member.getKey()))
                            .forEach(operation -> {
                                Set<String> parameters = new TreeSet<>(queryParameters(path.getValue()));
                                parameters.addAll(queryParameters(operation.getValue()));
                                found.add(Operation.of(operation.getKey(), path.getKey(), parameters));
                            }));
            return List.copyOf(found);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static List<String> queryParameters(JsonNode of) {
        return StreamSupport.stream(of.path("parameters").spliterator(), false)
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .map(parameter -> parameter.path("name").asText())
                .toList();
    }
}
