package chad.ide.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request as a stranger may write it: any header, as often as wanted, any target, and from any address of this
 * machine, so that each test can be a peer of its own.
 */
public record RawRequest(String method, String target, String from, List<String> headers, String body) {

    private static final int TIMEOUT_MS = 20_000;

    public RawRequest {
        headers = List.copyOf(headers);
    }

    public static RawRequest of(String method, String target) {
        return new RawRequest(method, target, "127.0.0.1", List.of(), "");
    }

    public static RawRequest get(String target) {
        return of("GET", target);
    }

    public RawRequest from(String address) {
        return new RawRequest(method, target, address, headers, body);
    }

    public RawRequest header(String name, String value) {
        return with(List.of(name + ": " + value));
    }

    public RawRequest with(List<String> lines) {
        List<String> more = new ArrayList<>(headers);
        more.addAll(lines);
        return new RawRequest(method, target, from, more, body);
    }

    public RawRequest body(String type, String text) {
        return new RawRequest(method, target, from, headers, text).header("Content-Type", type);
    }

    /**
     * @param body empty for a stream, which does not end
     */
    public record Answer(int status, List<String> headers, String body) {

        public Answer {
            headers = List.copyOf(headers);
        }

        public List<String> all(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }

        public Optional<String> header(String name) {
            return all(name).stream().findFirst();
        }

        /** The last part of the problem's type; empty when it is no problem. */
        public String problem() {
            int start = body.indexOf("urn:runs-ide:problem:");
            return start < 0 ? "" : body.substring(start + 21, body.indexOf('"', start));
        }

        /** {@code name=value} of the cookie that the answer sets. */
        public String cookie() {
            return header("Set-Cookie").orElseThrow().split(";", 2)[0];
        }
    }

    public Answer send(int port) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MS);
            byte[] bytes = body.getBytes(UTF_8);
            StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, target));
            boolean namesHost = headers.stream().anyMatch(line -> line.startsWith("Host:"));
            head.append(namesHost ? "" : "Host: 127.0.0.1:" + port + "\r\n").append("Connection: close\r\n");
            headers.forEach(line -> head.append(line).append("\r\n"));
            if (bytes.length > 0 || method.equals("POST")) {
                head.append("Content-Length: ").append(bytes.length).append("\r\n");
            }
            socket.getOutputStream().write((head + "\r\n").getBytes(ISO_8859_1));
            socket.getOutputStream().write(bytes);
            return read(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException failure) {
            throw new UncheckedIOException("%s %s".formatted(method, target), failure);
        }
    }

    private static Answer read(InputStream in) throws IOException {
        String status = line(in);
        List<String> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.add(line);
        }
        Answer head = new Answer(Integer.parseInt(status.split(" ", 3)[1]), headers, "");
        boolean endless = head.header("Content-Type").orElse("").startsWith("text/event-stream");
        return endless ? head : new Answer(head.status(), headers, new String(in.readAllBytes(), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
