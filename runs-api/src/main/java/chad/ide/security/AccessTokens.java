package chad.ide.security;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/** Checks the tokens that Cloudflare Access signs for those it lets through. */
@Singleton
public class AccessTokens {

    /** Three parts; what has another shape is not worth a parser. */
    private static final Pattern SHAPE = Pattern.compile("[\\w-]{1,12000}\\.[\\w-]{1,12000}\\.[\\w-]{1,2000}");

    private static final int SKEW_SECONDS = 60;

    private static final AlgorithmConstraints ONLY_RS256 =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256);

    private final Optional<AccessTeam> team;
    private final Optional<AccessJwks> keys;
    private final Clock clock;

    /**
     * Whom a token vouches for.
     *
     * @param name an email, or the common name of a service token
     */
    record Vouched(String name, boolean service, Instant expires) {}

    AccessTokens(SecurityConfig config, Clock clock) {
        this.team = AccessTeam.of(config.access());
        this.keys = team.map(known -> new AccessJwks(known, config.access(), clock));
        this.clock = clock;
    }

    /** Whether Cloudflare Access is configured. */
    public boolean areBelieved() {
        return team.isPresent();
    }

    /** Empty for a token that is not valid, for whichever reason: who forges one learns nothing. */
    Uni<Optional<Vouched>> check(String token) {
        Optional<String> keyId = keyId(token);
        return team.isEmpty() || keys.isEmpty() || keyId.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : keys.get().find(keyId.get()).map(key -> key.flatMap(found -> verify(token, found)));
    }

    private static Optional<String> keyId(String token) {
        return SHAPE.matcher(token).matches() ? TokenShape.keyId(token) : Optional.empty();
    }

    private Optional<Vouched> verify(String token, Key key) {
        AccessTeam known = team.orElseThrow();
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(ONLY_RS256)
                    .setVerificationKey(key)
                    .setExpectedIssuer(true, known.issuer())
                    .setExpectedAudience(true, known.audience().toArray(String[]::new))
                    .setRequireExpirationTime()
                    .setRequireIssuedAt()
                    .setIssuedAtRestrictions(0, Integer.MAX_VALUE) // the skew is added to it
                    .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .build()
                    .processToClaims(token);
            return vouched(claims);
        } catch (InvalidJwtException | MalformedClaimException notValid) {
            return Optional.empty();
        } catch (RuntimeException unforeseen) { // whatever a stranger has written, it is no mistake of ours
            Log.debugf("A Cloudflare Access token could not be parsed. %s", unforeseen.getClass());
            return Optional.empty();
        }
    }

    private static Optional<Vouched> vouched(JwtClaims claims) throws MalformedClaimException {
        Instant expires = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
        String email = claims.getStringClaimValue("email");
        String service = claims.getStringClaimValue("common_name");
        if (email != null && !email.isEmpty()) {
            return AccessRoles.isEmail(email) ? Optional.of(new Vouched(email, false, expires)) : Optional.empty();
        }
        return service == null || service.isBlank() || service.contains("@")
                ? Optional.empty()
                : Optional.of(new Vouched(service, true, expires));
    }
}
