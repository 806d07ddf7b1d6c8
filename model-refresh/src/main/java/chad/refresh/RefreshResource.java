package chad.refresh;

import static chad.edge.CommonProblem.FORBIDDEN;
import static chad.edge.CommonProblem.TOO_MANY_REQUESTS;
import static chad.edge.CommonProblem.UNAUTHENTICATED;
import static chad.edge.CommonProblem.invalid;
import static chad.refresh.ProblemType.NO_CATALOG;
import static chad.refresh.ProblemType.REFRESH_FAILED;
import static chad.refresh.ProblemType.REFRESH_RUNNING;

import chad.volume.Catalog;
import chad.volume.CatalogJson;
import chad.volume.FileRead;
import chad.volume.FollowedFile;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The catalog over HTTP. Reading needs no key: a list of models is no secret, and the service binds to loopback. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class RefreshResource {

    private static final int DEFAULT_DAYS = 30;
    private static final int MOST_DAYS = 366;

    private final RefreshJob job;
    private final History history;
    private final ApiKeys keys;
    private final WrongKeys wrongKeys;
    private final Clock clock;

    RefreshResource(RefreshJob job, History history, ApiKeys keys, WrongKeys wrongKeys, Clock clock) {
        this.wrongKeys = wrongKeys;
        this.job = job;
        this.history = history;
        this.keys = keys;
        this.clock = clock;
    }

    /** The last good catalog as models.json has it, with its age and the state of the file. */
    @GET
    @Path("models")
    public ObjectNode models() {
        FollowedFile.State<Catalog> state = job.catalog();
        Catalog catalog = state.lastGood()
                .orElseThrow(() -> NO_CATALOG.because(
                        job.attempts().failures() == 0
                                ? "The first refresh is still running. Try again in a moment."
                                : "No refresh has succeeded yet. "
                                        + job.attempts().lastFailure()));
        ObjectNode answer = CatalogJson.tree(catalog);
        answer.put("ageSeconds", catalog.age(clock.instant()).toSeconds());
        answer.put(
                "file",
                switch (state.file()) {
                    case FileRead.Good<Catalog> _ -> "ok";
                    case FileRead.Missing<Catalog> _ -> "missing";
                    case FileRead.Broken<Catalog> _ -> "broken";
                });
        return answer;
    }

    /**
     * What came and went, newest day first.
     *
     * @param before a day as 2026-06-13: only earlier ones; {@code nextCursor} of the page before
     */
    @GET
    @Path("history")
    public ObjectNode history(@RestQuery @Nullable String before, @RestQuery @Nullable String limit)
            throws IOException {
        History.Page page = history.page(Optional.ofNullable(before).map(RefreshResource::day), limit(limit));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("items").addAll(page.items());
        answer.put("nextCursor", page.next().map(LocalDate::toString).orElse(null));
        return answer;
    }

    /** Refreshes now and answers when it is over: at worst after all tries, some minutes later. */
    @POST
    @Path("refresh")
    public ObjectNode refresh(
            @RestHeader("x-smithers-key") @Nullable String key, @RestQuery @Nullable String acceptShrunken) {
        requireOperator(key);
        return switch (job.refresh("true".equals(acceptShrunken))) {
            case RefreshOutcome.Refreshed(Catalog catalog) -> CatalogJson.tree(catalog);
            case RefreshOutcome.Failed(Failure failure) ->
                throw REFRESH_FAILED.because(failure.detail() + " The last good catalog is unchanged.");
            case RefreshOutcome.Busy _ ->
                throw REFRESH_RUNNING.because("Another refresh is running. GET /models shows its result in a moment.");
        };
    }

    private void requireOperator(@Nullable String key) {
        ApiKeys.Verdict verdict = keys.verdict(key);
        if (!wrongKeys.admits(key, verdict)) {
            throw TOO_MANY_REQUESTS.because("Too many wrong keys were sent this minute. Try again in the next one.");
        }
        switch (verdict) {
            case OPERATOR -> {}
            case VIEWER -> throw FORBIDDEN.because("A refresh needs a key with the role operator.");
            case REFUSED -> throw UNAUTHENTICATED.because("Send a valid key in the header x-smithers-key.");
            case NOTHING_CONFIGURED ->
                throw UNAUTHENTICATED.because(
                        "No key is configured, so none can be valid. The log of model-refresh says how to set one.");
        }
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw invalid("before", text, "a date such as 2026-06-13");
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_DAYS;
        }
        if (text.matches("\\d{1,3}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST_DAYS) {
            return Integer.parseInt(text);
        }
        throw invalid("limit", text, "a number from 1 to %d".formatted(MOST_DAYS));
    }
}
