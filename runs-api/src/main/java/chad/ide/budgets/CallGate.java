package chad.ide.budgets;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import chad.ide.spend.DearestCall;
import chad.ide.spend.SpendChanged;
import chad.ide.spend.Spending;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the agents of our workflows ask before they call a model whether a budget has room for it. A pause alone comes too
 * late for that: when twenty runs spend the same budget, twenty calls are under way when it is crossed.
 *
 * <p>While the calls that are under way could use up what is left, the next one waits until one of them has told what it
 * used; so a budget is exceeded by what a single call uses at most. One that is spent refuses: to the engine that is a
 * provider's quota, which costs the task none of its retries.
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
    private static final int MAX_LINE_CHARS = 4_000;
    private static final int MAX_CONNECTIONS = 2_000;
    private static final int MAX_WORD_CHARS = 300;
    private static final int ASK_TIMEOUT_MS = 10_000;
    private static final long LOOK_AGAIN_MS = 250;

    /** How long a refusal waits until the engine was asked to pause the run, so that it parks as paused. */
    private static final long PAUSE_MS = 5_000;

    private static final Duration COMPARABLE = Duration.ofDays(7);
    private static final long DEAREST_HOLDS_MS = 60_000;

    private final BudgetBook book;
    private final BudgetWatch watch;
    private final HeldRuns held;
    private final CallTab tab;
    private final Spending spending;
    private final EngineProcesses processes;
    private final RunLocator locator;
    private final RunService runs;
    private final BudgetConfig config;
    private final Path file;
    private final Clock clock;
    private final ObjectMapper json;
    private final RepeatedErrors errors = new RepeatedErrors();

    private final String token = HexFormat.of().formatHex(randomBytes());
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition moved = lock.newCondition();
    private final Set<OpenCall> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Dearest> dearest = new ConcurrentHashMap<>();
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private volatile @Nullable ServerSocket socket;
    private volatile boolean saysBudgets;
    private volatile long settledAtNanos;

    CallGate(
            BudgetBook book,
            BudgetWatch watch,
            HeldRuns held,
            CallTab tab,
            Spending spending,
            EngineProcesses processes,
            RunLocator locator,
            RunService runs,
            BudgetConfig config,
            StateFolder state,
            Clock clock,
            ObjectMapper json) {
        this.book = book;
        this.watch = watch;
        this.held = held;
        this.tab = tab;
        this.spending = spending;
        this.processes = processes;
        this.locator = locator;
        this.runs = runs;
        this.config = config;
        this.file = state.callGate();
        this.clock = clock;
        this.json = json;
    }

    /** A call that was let begin. */
    private static final class OpenCall {
        private final RunKey run;
        private final String workflow;

        OpenCall(RunKey run, String workflow) {
            this.run = run;
            this.workflow = workflow;
        }
    }

    private record Dearest(DearestCall call, long atMs) {}

    /** Who asks. */
    private record Asker(RunKey run, String workflow) {}

    private static byte[] randomBytes() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent started) {
        settledAtNanos = System.nanoTime() + config.settle().toNanos();
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
        saysBudgets = book.bindsAll();
        ObjectNode said = JsonNodeFactory.instance
                .objectNode()
                .put("port", listening.getLocalPort())
                .put("token", token)
                .put("budgets", saysBudgets);
        Path parent = PrivateFiles.makeFolder(Objects.requireNonNull(file.getParent()));
        Path temporary = parent.resolve(file.getFileName() + "." + token.substring(0, 8));
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(temporary, said.toString().getBytes(UTF_8), StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        wake();
    }

    /** What was added up may have made room, or taken it. */
    void onSpendChanged(@Observes SpendChanged news) {
        if (!open.isEmpty()) {
            wake();
        }
    }

    private void wake() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
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
            } catch (IOException closed) {
                Log.debug("A connection to the call gate could not be taken.", closed);
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
        Optional<OpenCall> call = wasOpen ? Optional.of(opened(asker.get())) : awaitRoom(asker.get(), connection);
        if (call.isEmpty()) {
            write(out, refused(asker.get()));
            return;
        }
        try {
            write(out, granted());
            errors.over(GATE);
            String told = line(in);
            add(asker.get(), told);
        } finally {
            close(call.get());
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

    private OpenCall opened(Asker asker) {
        lock.lock();
        try {
            tab.open(asker.run(), asker.workflow());
            OpenCall call = new OpenCall(asker.run(), asker.workflow());
            open.add(call);
            return call;
        } finally {
            lock.unlock();
        }
    }

    /** @return empty when there is none and will not be */
    private Optional<OpenCall> awaitRoom(Asker asker, Socket connection) throws InterruptedException, IOException {
        lock.lock();
        try {
            while (true) {
                Room room = room(asker);
                if (room == Room.ENOUGH) {
                    return Optional.of(opened(asker));
                }
                if (room == Room.NONE) {
                    break;
                }
                if (isGone(connection)) {
                    throw new IOException("the process has ended while it waited");
                }
                moved.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
        awaitPause(asker);
        return Optional.empty();
    }

    /** An agent that waits has nothing to say: whatever can be read is its end. */
    private static boolean isGone(Socket connection) throws IOException {
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
    }

    private enum Room {
        ENOUGH,
        /** What is left may be used up by the calls that are under way. */
        MAYBE,
        NONE
    }

    private Room room(Asker asker) {
        if (System.nanoTime() - settledAtNanos < 0 || spending.isBehind()) {
            return Room.MAYBE; // calls that were under way before a restart tell of themselves first
        }
        List<Account> accounts = book.binding(asker.run(), asker.workflow());
        if (accounts.stream().anyMatch(Account::isSpent)) {
            return Room.NONE;
        }
        return accounts.stream().allMatch(account -> hasRoom(account, asker)) ? Room.ENOUGH : Room.MAYBE;
    }

    private boolean hasRoom(Account account, Asker asker) {
        long under = open.stream()
                .filter(call ->
                        account.period() == Period.RUN ? call.run.equals(asker.run()) : account.binds(call.workflow))
                .count();
        if (under == 0) {
            return true;
        }
        DearestCall most = dearest(account.period() == Period.RUN ? asker.workflow() : account.workflow());
        boolean isKnown = (account.limit().usd() == null || most.nanoUsd() > 0)
                && (account.limit().tokens() == null || most.tokens() > 0);
        return isKnown
                && fits(under + 1, most.nanoUsd(), account.nanoUsdLeft())
                && fits(under + 1, most.tokens(), account.tokensLeft());
    }

    private static boolean fits(long calls, long each, long left) {
        return each == 0 || calls <= left / each;
    }

    private DearestCall dearest(@Nullable String workflow) {
        String key = workflow == null ? "" : workflow;
        Dearest known = dearest.get(key);
        long nowMs = clock.millis();
        if (known == null || Math.abs(nowMs - known.atMs()) > DEAREST_HOLDS_MS) {
            DearestCall found = spending.dearestCall(workflow, nowMs - COMPARABLE.toMillis());
            known = new Dearest(known == null ? found : most(known.call(), found), nowMs);
            dearest.put(key, known);
        }
        return known.call();
    }

    private static DearestCall most(DearestCall one, DearestCall other) {
        return new DearestCall(Math.max(one.nanoUsd(), other.nanoUsd()), Math.max(one.tokens(), other.tokens()));
    }

    private void add(Asker asker, String told) {
        JsonNode used = tree(told).path("used");
        if (!used.isObject()) {
            return; // nobody knows; what was reported to the engine is counted from there
        }
        long input = number(used, "inputTokens");
        long output = number(used, "outputTokens");
        Price.Used tokens = new Price.Used(
                input,
                output,
                number(used, "reasoningTokens"),
                number(used, "cacheReadTokens"),
                number(used, "cacheWriteTokens"));
        String model = text(used, "model");
        double reported = used.path("costUsd").asDouble(0);
        long nanoUsd = reported > 0
                ? (long) (Math.min(reported, 1e6) * 1e9)
                : model == null
                        ? 0
                        : spending.nanoUsd(text(used, "provider"), model, text(used, "asked"), tokens, clock.millis());
        tab.add(asker.run(), nanoUsd, input + output);
        DearestCall call = new DearestCall(nanoUsd, input + output);
        for (String key : List.of("", asker.workflow())) {
            dearest.computeIfPresent(key, (name, known) -> new Dearest(most(known.call(), call), known.atMs()));
        }
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

    private void close(OpenCall call) {
        lock.lock();
        try {
            open.remove(call);
            if (open.stream().noneMatch(other -> other.run.equals(call.run))) {
                tab.close(call.run);
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        watch.wake();
    }

    private void awaitPause(Asker asker) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MS);
        watch.wake();
        while (System.nanoTime() < deadline && !isAskedToPause(asker)) {
            Thread.sleep(50);
        }
    }

    private boolean isAskedToPause(Asker asker) {
        if (held.of(asker.run()).isEmpty()) {
            return false;
        }
        return locator.all(asker.run().runId()).stream()
                .filter(run -> run.key().equals(asker.run()))
                .findFirst()
                .map(run -> runs.row(run).pauseRequestedAtMs() != null
                        || !runs.status(run).equals("running"))
                .orElse(false);
    }
}
