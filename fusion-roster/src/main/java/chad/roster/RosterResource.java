package chad.roster;

import chad.edge.CommonProblem;
import chad.volume.Catalog;
import chad.volume.FileRead;
import chad.volume.FollowedFile;
import chad.volume.RosterLimit;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The roster over HTTP. It needs no key: names of models are no secret, and the service binds to loopback. */
@Path("/roster")
@Produces(MediaType.APPLICATION_JSON)
public class RosterResource {

    private final RosterResolver resolver;
    private final RosterMetrics metrics;
    private final Clock clock;

    RosterResource(RosterResolver resolver, RosterMetrics metrics, Clock clock) {
        this.resolver = resolver;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** {@code {models, stage, reasons: [{stage, outcome, detail}], max}}. */
    @GET
    public ObjectNode roster(@RestQuery @Nullable String max) {
        Roster roster = resolver.resolve(max(max));
        metrics.answered(roster);
        return tree(roster);
    }

    /** The same, with what every stage had to offer and what the files are like. */
    @GET
    @Path("explain")
    public ObjectNode explain(@RestQuery @Nullable String max) {
        Roster roster = resolver.resolve(max(max));
        ObjectNode answer = tree(roster);
        var stages = answer.putArray("stages");
        for (Stage.Part part : roster.parts()) {
            ObjectNode stage = stages.addObject();
            describe(part, stage);
            stage.put("used", part.used());
            part.offered().forEach(stage.putArray("models")::add);
        }
        ObjectNode files = answer.putObject("files");
        describe(resolver.catalog(), files.putObject("models"));
        describe(resolver.population().file(), files.putObject("population"));
        return answer;
    }

    private static ObjectNode tree(Roster roster) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        roster.models().forEach(answer.putArray("models")::add);
        answer.put("stage", roster.stage().word());
        var reasons = answer.putArray("reasons");
        roster.parts().forEach(part -> describe(part, reasons.addObject()));
        answer.put("max", roster.max());
        return answer;
    }

    private static void describe(Stage.Part part, ObjectNode to) {
        to.put("stage", part.stage().word());
        to.put("outcome", part.outcome().word());
        to.put("detail", part.detail());
    }

    private void describe(FollowedFile.State<Catalog> state, ObjectNode to) {
        describe(state.file(), to);
        state.lastGood().ifPresent(catalog -> {
            to.put("generatedAt", catalog.generatedAt().toString());
            to.put("ageSeconds", catalog.age(clock.instant()).toSeconds());
        });
    }

    private static void describe(FileRead<?> read, ObjectNode to) {
        switch (read) {
            case FileRead.Good<?> _ -> to.put("state", "ok");
            case FileRead.Missing<?> _ -> to.put("state", "missing");
            case FileRead.Broken<?>(String reason) -> to.put("state", "broken").put("reason", reason);
        }
    }

    private static Optional<Integer> max(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        if (text.matches("\\d{1,2}")
                && Integer.parseInt(text) >= 1
                && Integer.parseInt(text) <= RosterLimit.MOST_MODELS) {
            return Optional.of(Integer.valueOf(text));
        }
        throw CommonProblem.invalid("max", text, "a number from 1 to %d".formatted(RosterLimit.MOST_MODELS));
    }
}
