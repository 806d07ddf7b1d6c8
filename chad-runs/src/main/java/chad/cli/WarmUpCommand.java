package chad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.cli.api.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Does what the CLI does on a usual day, against a server of its own, so that the JVM can record it for the next start:
 * the launcher calls it once per JVM and jar with {@code -XX:AOTCacheOutput}.
 */
@Command(name = WarmUpCommand.NAME, hidden = true)
final class WarmUpCommand implements Callable<Integer> {

    static final String NAME = "__warm-up";

    private static final String RUN = """
            {"id":"warm-1","workflow":"fusion.jsx","store":"fusion","status":"finished","state":"finished","stall":null,\
            "createdAtMs":1795268641146,"startedAtMs":1795268641146,"finishedAtMs":1795268641670,"durationMs":524,\
            "progress":{"total":1,"finished":1},"tokens":{"total":12},"headline":"Finished.","input":{"prompt":"Why?"},\
            "nodes":[{"id":"judge","iteration":0,"state":"finished","startedAtMs":1,"finishedAtMs":2,"output":{"a":"b"},\
            "attempts":[{"attempt":1,"error":null}],"tokens":{"total":12}}],"approvals":[]}""";

    private static final String HEALTH = """
            {"status":"ok","engine":{"available":true,"version":"1","bun":"1"},"stores":{"ok":1},\
            "services":[{"name":"runs-api","status":"ok","version":"1"}],"items":[]}""";

    private static final List<List<String>> USUAL = List.of(
            List.of("health"),
            List.of("health", "--table"),
            List.of("runs", "--table"),
            List.of("runs", "--json"),
            List.of("get", "warm-1", "--table"),
            List.of("watch", "warm-1", "--table"),
            List.of("workflows", "--table"),
            List.of("approvals", "--table"),
            List.of(CompleteCommand.NAME, "--", "h"));

    @Override
    public Integer call() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> serve(server));
            PrintWriter nowhere = new PrintWriter(new StringWriter());
            for (List<String> arguments : USUAL) {
                List<String> all = arguments.getFirst().startsWith("__")
                        ? arguments
                        : Stream.concat(
                                        arguments.stream(),
                                        Stream.of("--url", "http://127.0.0.1:" + server.getLocalPort()))
                                .toList();
                Main.execute(nowhere, nowhere, all.toArray(String[]::new));
            }
        }
        return ExitCode.DONE.code();
    }

    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket caller = server.accept()) {
                answer(caller);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket caller) throws IOException {
        BufferedReader request = new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8));
        String first = request.readLine();
        for (String line = first; line != null && !line.isEmpty(); ) {
            line = request.readLine();
        }
        String path = first == null ? "" : first;
        String body = path.contains("/runs/") ? RUN : path.contains("/runs") ? "{\"items\":[" + RUN + "]}" : HEALTH;
        byte[] bytes = body.getBytes(UTF_8);
        caller.getOutputStream()
                .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                + bytes.length + "\r\n\r\n")
                        .getBytes(UTF_8));
        caller.getOutputStream().write(bytes);
    }
}
