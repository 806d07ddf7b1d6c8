package chad.ide.schedules;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import chad.ide.request.RequestBinder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/** Schedules as a file that can be kept with the workflows: read, compared with those that there are, and written. */
@Singleton
class ScheduleFile {

    private static final int MAX_DEPTH = 50;

    private final ScheduleService service;
    private final RequestBinder binder;
    private final ObjectMapper json;

    ScheduleFile(ScheduleService service, RequestBinder binder, ObjectMapper json) {
        this.service = service;
        this.binder = binder;
        this.json = json;
    }

    /** One of the file. */
    private record Declared(
            ScheduleDefinition definition, @Nullable String pauseNote) {}

    /**
     * What was changed, or would be with a dry run: names of schedules.
     *
     * @param notDeclared those that the file does not name and that were left alone
     */
    @Schema(name = "AppliedSchedules")
    public record Applied(
            List<String> created,
            List<String> changed,
            List<String> unchanged,
            List<String> deleted,
            List<String> notDeclared,
            boolean dryRun) {}

    /**
     * Makes the declared schedules true. All are checked before the first is changed.
     *
     * @throws ProblemException 400 that names the schedule and the field
     */
    Applied apply(ScheduleRequests.Apply request, String by) {
        Map<String, Declared> declared = read(request.yaml());
        Map<String, Schedule> before = new LinkedHashMap<>();
        service.all().forEach(schedule -> before.put(schedule.name(), schedule));
        List<String> created = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<String> unchanged = new ArrayList<>();
        declared.forEach((name, one) -> {
            Schedule now = before.get(name);
            if (now == null) {
                service.check(name, one.definition());
                created.add(name);
            } else if (now.definition().equals(one.definition())) {
                unchanged.add(name);
            } else {
                service.check(name, one.definition());
                changed.add(name);
            }
        });
        List<String> others = before.keySet().stream()
                .filter(name -> !declared.containsKey(name))
                .toList();
        if (!request.dryRun()) {
            declared.forEach((name, one) -> {
                if (created.contains(name)) {
                    service.create(name, one.definition(), one.pauseNote(), by);
                } else if (changed.contains(name)) {
                    service.update(name, one.definition(), null, by);
                }
            });
            if (request.prune()) {
                others.forEach(service::delete);
            }
        }
        return new Applied(
                created,
                changed,
                unchanged,
                request.prune() ? others : List.of(),
                request.prune() ? List.of() : others,
                request.dryRun());
    }

    private Map<String, Declared> read(String text) {
        JsonNode file = json.valueToTree(parse(text));
        if (!file.path("schedules").isObject() || file.size() != 1) {
            throw ProblemType.invalid("yaml", "…", "one key `schedules`, with a definition for each name");
        }
        Map<String, Declared> declared = new LinkedHashMap<>();
        file.path("schedules").properties().forEach(entry -> {
            if (!(entry.getValue() instanceof ObjectNode definition)) {
                throw ProblemType.invalid("schedules." + entry.getKey(), "…", "a definition: `workflow`, `cron`, …");
            }
            declared.put(entry.getKey(), declared(entry.getKey(), definition));
        });
        return declared;
    }

    private Declared declared(String name, ObjectNode definition) {
        JsonNode paused = Optional.ofNullable(definition.remove("paused"))
                .orElse(json.getNodeFactory().missingNode());
        String note = paused.isTextual() ? paused.asText() : paused.asBoolean() ? "" : null;
        try {
            return new Declared(binder.bind(definition, ScheduleDefinition.class), note);
        } catch (ProblemException wrong) {
            throw ProblemType.INVALID_VALUE.because(
                    "Schedule `%s`: %s".formatted(name, wrong.detail()),
                    wrong.toProblem(null).errors().stream()
                            .map(error -> new FieldError(
                                    "schedules.%s.%s".formatted(name, error.field()), error.value(), error.allowed()))
                            .toList());
        }
    }

    private static @Nullable Object parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setAllowDuplicateKeys(false);
        try {
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException wrong) {
            throw ProblemType.invalid("yaml", "…", "valid YAML: " + wrong.getMessage());
        }
    }

    /** All schedules, so that {@link #apply} of it changes nothing. */
    String export() {
        Map<String, Object> schedules = new LinkedHashMap<>();
        for (Schedule schedule : service.all()) {
            Map<String, Object> definition = map(schedule.definition());
            SchedulePause pause = schedule.pause();
            if (pause != null) {
                definition.put("paused", pause.note() == null || pause.note().isEmpty() ? true : pause.note());
            }
            schedules.put(schedule.name(), definition);
        }
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        return new Yaml(new Representer(options), options).dump(Map.of("schedules", schedules));
    }

    private Map<String, Object> map(ScheduleDefinition definition) {
        try {
            return json.readValue(
                    ScheduleQueries.json(definition), new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
