package chad.ide.security;

import chad.ide.security.Authenticator.Verdict.Authenticated;
import chad.ide.security.Authenticator.Verdict.Refused;
import chad.ide.security.Authenticator.Verdict.TooMany;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lets in who presents a valid key in {@code x-smithers-key}. A key anywhere else, in a URL above all, is not looked
 * at; a header that is empty, wrong or sent twice is refused.
 */
@Singleton
class KeyAuthenticator implements Authenticator {

    static final String HEADER = "x-smithers-key";

    private final ApiKeys keys;
    private final FailedSignIns failures;
    private final ClientAddress addresses;

    KeyAuthenticator(ApiKeys keys, FailedSignIns failures, ClientAddress addresses) {
        this.keys = keys;
        this.failures = failures;
        this.addresses = addresses;
    }

    @Override
    public Uni<Verdict> authenticate(RoutingContext context) {
        List<String> presented = context.request().headers().getAll(HEADER);
        return Uni.createFrom()
                .item(
                        presented.isEmpty()
                                ? NOT_APPLICABLE
                                : judge(presented, addresses.clientAddress(context.request())));
    }

    private Verdict judge(List<String> presented, String address) {
        Optional<ApiKey> key = presented.size() == 1 ? keys.find(presented.getFirst()) : Optional.empty();
        if (key.isPresent()) {
            return failures.admits(address, key.get())
                    .<Verdict>map(TooMany::new)
                    .orElseGet(() -> new Authenticated(caller(key.get())));
        }
        Optional<Duration> tooMany = failures.failed(address);
        return tooMany.isPresent()
                ? new TooMany(tooMany.get())
                : new Refused(
                        presented.size() == 1
                                ? "The key in `%s` is not valid.".formatted(HEADER)
                                : "Send `%s` once.".formatted(HEADER));
    }

    private static Caller caller(ApiKey key) {
        return new Caller(key.name(), key.isOperator(), Kind.KEY, null, false, null);
    }
}
