package chad.ide.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Speaks for Cloudflare Access: a server that publishes a team's keys. They lie in a file, for the server and the tests
 * live in different class loaders; without the file it answers 503.
 */
public final class AccessServer implements AutoCloseable {

    public static final String AUDIENCE = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";

    private static final String KEYS = "access-keys.json";
    private static final String ISSUER = "access-issuer";
    private static final String PATH = "/cdn-cgi/access/certs";

    private final HttpServer server;
    private final String issuer;

    private AccessServer(HttpServer server) {
        this.server = server;
        this.issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public static AccessServer start(Path folder) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext(PATH, exchange -> {
            byte[] keys = Files.exists(folder.resolve(KEYS)) ? Files.readAllBytes(folder.resolve(KEYS)) : new byte[0];
            exchange.sendResponseHeaders(keys.length == 0 ? 503 : 200, keys.length == 0 ? -1 : keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        AccessServer access = new AccessServer(server);
        Files.writeString(folder.resolve(ISSUER), access.issuer());
        return access;
    }

    public String issuer() {
        return issuer;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** What the tests know of the team: its private keys, and how to publish their public halves. */
    public record Team(Path folder) {

        public String issuer() {
            try {
                return Files.readString(folder.resolve(ISSUER));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        public static RsaJsonWebKey newKey(String id) {
            try {
                RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
                key.setKeyId(id);
                key.setUse("sig");
                key.setAlgorithm("RS256");
                return key;
            } catch (JoseException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        public void publish(RsaJsonWebKey... keys) {
            write(new JsonWebKeySet(new ArrayList<>(Arrays.asList(keys))).toJson(OutputControlLevel.PUBLIC_ONLY));
        }

        /** What the server answers, a set of keys or not; nothing for an error. */
        public void write(String answer) {
            try {
                Path temporary = Files.writeString(folder.resolve(KEYS + ".new"), answer);
                Files.move(temporary, folder.resolve(KEYS), StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException unusual) {
                throw new IllegalStateException(unusual);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /** The claims of a token as Access makes them, of now and for an hour. */
        public JwtClaims claims(String email) {
            JwtClaims claims = new JwtClaims();
            claims.setIssuer(issuer());
            claims.setAudience(List.of(AUDIENCE));
            claims.setStringClaim("email", email);
            claims.setStringClaim("type", "app");
            claims.setSubject("7335d417-61da-459d-899c-0a01c76a2f94");
            claims.setIssuedAt(at(0));
            claims.setNotBefore(at(0));
            claims.setExpirationTime(at(3600));
            return claims;
        }

        /** The claims of a service token: a name in the place of an email, and no subject. */
        public JwtClaims serviceClaims(String name) {
            JwtClaims claims = claims("");
            claims.unsetClaim("email");
            claims.setSubject("");
            claims.setStringClaim("common_name", name);
            return claims;
        }

        public static NumericDate at(long secondsFromNow) {
            return NumericDate.fromSeconds(Instant.now().getEpochSecond() + secondsFromNow);
        }

        public static String sign(JwtClaims claims, RsaJsonWebKey key) {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setKey(key.getPrivateKey());
            signature.setKeyIdHeaderValue(key.getKeyId());
            signature.setAlgorithmHeaderValue("RS256");
            return compact(signature);
        }

        public static String compact(JsonWebSignature signature) {
            try {
                return signature.getCompactSerialization();
            } catch (JoseException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
