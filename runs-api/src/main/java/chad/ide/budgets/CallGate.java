package chad.ide.budgets;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.budgets.CallAdmission.Asker;
import chad.ide.budgets.CallAdmission.OpenCall;
import chad.ide.engine.EngineProcesses;
import chad.ide.engine.RecordedProcess;
import chad.ide.engine.RunKey;
import chad.ide.files.PrivateFiles;
import chad.ide.files.StateFolder;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.logging.RepeatedErrors;
import chad.ide.runs.RunLocator;
import chad.ide.runs.RunService;
import chad.ide.runs.StoredRun;
import chad.ide.spend.Amount;
import chad.ide.spend.Spending;
import chad.volume.AtomicFile;
import chad.volume.Price;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the agents of our workflows ask before they call a model whether a budget has room for it, see {@link CallAdmission}.
 * A refusal is a provider's quota to the engine, which costs the task none of its retries.
 *
 * <p>An agent asks over a connection to this machine that it keeps for as long as its call lasts: when its process dies the
 * call is over. Lines of JSON: {@code {token, run, provider, model, isOpen}}, with {@code isOpen} of a call that this service,
 * before its restart, had let begin; the answer {@code {granted}} or {@code {granted: false, says}}; at the end
 * {@code {used: {model, asked, provider, inputTokens, …}}}. Where it listens, and whether there is anything to ask, stands in
 * a file that only this user can read. What other agents use is counted when it was reported.
 */
@ApplicationScoped
class CallGate {

    private static final String GATE = "call gate";
    private static final int BEHIND_THE_DATABASE = 20;
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");
    private static final int MAX_LINE_CHARS = 4_000;
    private static final int MAX_CONNECTIONS = 2_000;
    private static final int MAX_WORD_CHARS = 300;
    private static final int ASK_TIMEOUT_MS = 10_000;
    private static final long ACCEPT_AGAIN_NANOS = 100_000_000;

    private final BudgetBook book;
    private final CallAdmission admission;
    private final Spending spending;
    private final EngineProcesses processes;
    private final RunLocator locator;
    private final RunService runs;
    private final Path file;
    private final Clock clock;
    private final ObjectMapper json;
    private final RepeatedErrors errors = new RepeatedErrors();

    private final String token = HexFormat.of().formatHex(randomBytes());
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private volatile @Nullable ServerSocket socket;

    CallGate(
            BudgetBook book,
            CallAdmission admission,
            Spending spending,
            EngineProcesses processes,
            RunLocator locator,
            RunService runs,
            StateFolder state,
            Clock clock,
            ObjectMapper json) {
        this.book = book;
        this.admission = admission;
        this.spending = spending;
        this.processes = processes;
        this.locator = locator;
        this.runs = runs;
        this.file = state.callGate();
        this.clock = clock;
        this.json = json;
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent started) {
        admission.settle();
        try {
            ServerSocket listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            socket = listening;
            Thread.ofVirtual().name("call-gate").start(() -> accept(listening));
            say();
        } catch (IOException | LedgerUnavailableException failure) {
            Log.error(
                    "Agents can't ask whether a budget has room: runs are paused once it is spent, and no earlier.",
                    failure);
        }
    }

    /** The file stays: agents wait for the service that comes back, where there are budgets. */
    void stop(@Observes ShutdownEvent stopping) throws IOException {
        ServerSocket listening = socket;
        if (listening != null) {
            listening.close();
        }
    }

    /** Whether there is anything to ask changes with the budgets. */
    void say() throws IOException {
        ServerSocket listening = socket;
        if (listening == null) {
            return;
        }
        ObjectNode said = JsonNodeFactory.instance
                .objectNode()
                .put("port", listening.getLocalPort())
                .put("token", token)
                .put("budgets", book.bindsAll());
        PrivateFiles.makeFolder(Objects.requireNonNull(file.getParent()));
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, OWNER_ALONE); // it keeps those that it has
        }
        AtomicFile.write(file, said.toString().getBytes(UTF_8));
        admission.wake();
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().name("call-gate-", 0).start(() -> serve(connection));
                } else {
                    connection.close(); // it tries again
                }
            } catch (IOException noneTaken) {
                Log.debug("A connection to the call gate could not be taken.", noneTaken);
                LockSupport.parkNanos(ACCEPT_AGAIN_NANOS); // without file descriptors it fails at once, again and again
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
                Writer out = new OutputStreamWriter(connection.getOutputStream(), UTF_8)) {
            connection.setSoTimeout(ASK_TIMEOUT_MS);
            JsonNode asked = json.readTree(line(in));
            if (!isOurs(asked.path("token").asText())) {
                return;
            }
            connection.setSoTimeout(0); // a call lasts as long as it lasts; its process's end closes the connection
            answer(asked, connection, in, out);
        } catch (IOException gone) {
            Log.debug("An agent that asked for a call is gone.", gone);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            errors.log(GATE, "An agent's question could not be answered.", failure);
        } finally {
            connections.release();
        }
    }

    private boolean isOurs(String given) {
        return MessageDigest.isEqual(given.getBytes(UTF_8), token.getBytes(UTF_8));
    }

    private static String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (line.length() >= MAX_LINE_CHARS) {
                throw new IOException("a line is too long");
            }
            line.append((char) next);
            next = in.read();
        }
        return line.toString();
    }

    private void answer(JsonNode asked, Socket connection, BufferedReader in, Writer out)
            throws IOException, InterruptedException {
        Optional<Asker> asker = asker(asked.path("run").asText());
        if (asker.isEmpty()) {
            write(out, granted()); // nobody's run: nothing that could be counted
            line(in);
            return;
        }
        boolean wasOpen = asked.path("isOpen").asBoolean();
        Optional<OpenCall> call = wasOpen
                ? Optional.of(admission.opened(asker.get()))
                : admission.await(asker.get(), () -> isGone(connection));
        if (call.isEmpty()) {
            write(out, refused(asker.get()));
            return;
        }
        try {
            write(out, granted());
            errors.over(GATE);
            used(line(in)).ifPresent(amount -> admission.used(call.get(), amount));
        } finally {
            admission.close(call.get());
        }
    }

    private static ObjectNode granted() {
        return JsonNodeFactory.instance.objectNode().put("granted", true);
    }

    private ObjectNode refused(Asker asker) {
        String says =
                book.spent(asker.run(), asker.workflow()).map(Account::says).orElse("it was spent");
        return JsonNodeFactory.instance
                .objectNode()
                .put("granted", false)
                .put("says", "The budget is spent: %s. The model was not asked.".formatted(says));
    }

    private static void write(Writer out, ObjectNode answer) throws IOException {
        out.write(answer + "\n");
        out.flush();
    }

    /** The run that the process executes; one of ours that has no row yet is one whose launch is under way. */
    private Optional<Asker> asker(String runId) {
        Optional<RecordedProcess> ours = processes.alive().stream()
                .filter(process -> process.runId().equals(runId))
                .findFirst();
        String store = ours.map(RecordedProcess::store).orElse(null);
        Optional<StoredRun> run = locator.all(runId).stream()
                .filter(one -> store == null || one.store().name().equals(store))
                .findFirst();
        return run.map(one -> new Asker(one.key(), runs.summary(one).workflow()))
                .or(() -> ours.map(process -> new Asker(RunKey.launched(runId), process.workflow())));
    }

    /** An agent that waits has nothing to say: whatever can be read is its end. */
    private static boolean isGone(Socket connection) {
        try {
            if (connection.getInputStream().available() > 0) {
                return true;
            }
            connection.setSoTimeout(1);
            try {
                return connection.getInputStream().read() < 0;
            } catch (SocketTimeoutException stillThere) {
                return false;
            } finally {
                connection.setSoTimeout(0);
            }
        } catch (IOException closed) {
            return true;
        }
    }

    /** Empty when the agent does not know: what was reported to the engine is counted from there. */
    private Optional<Amount> used(String told) {
        JsonNode used = tree(told).path("used");
        if (!used.isObject()) {
            return Optional.empty();
        }
        long input = number(used, "inputTokens");
        long output = number(used, "outputTokens");
        Price.Used tokens = new Price.Used(
                input,
                output,
                number(used, "reasoningTokens"),
                number(used, "cacheReadTokens"),
                number(used, "cacheWriteTokens"));
        return Optional.of(new Amount(nanoUsd(used, tokens), input + output));
    }

    private long nanoUsd(JsonNode used, Price.Used tokens) {
        double reported = used.path("costUsd").asDouble(0);
        if (reported > 0) {
            return (long) (Math.min(reported, 1e6) * 1e9);
        }
        String model = text(used, "model");
        return model == null
                ? 0
                : spending.nanoUsd(text(used, "provider"), model, text(used, "asked"), tokens, clock.millis());
    }

    private JsonNode tree(String line) {
        try {
            return line.isBlank() ? JsonNodeFactory.instance.objectNode() : json.readTree(line);
        } catch (JsonProcessingException broken) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private static long number(JsonNode used, String member) {
        return Math.max(0, Math.min(used.path(member).asLong(0), 1_000_000_000));
    }

    private static @Nullable String text(JsonNode used, String member) {
        String text = used.path(member).asText("");
        return text.isEmpty() || text.length() > MAX_WORD_CHARS ? null : text;
    }
}
