package chad.ide.lifecycle;

import chad.edge.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Launches in numbers. */
@Singleton
@Startup // its meters are there before the first use
class LaunchMeters {

    private final Counter accepted;
    private final Counter refused;
    private final Counter failed;

    LaunchMeters(MeterRegistry meters) {
        this.accepted = launches("accepted", meters);
        this.refused = launches("refused", meters);
        this.failed = launches("failed", meters);
    }

    private static Counter launches(String result, MeterRegistry meters) {
        return Counter.builder("chad.launches")
                .description("Launches: accepted, refused because of the request, or failed because of the engine")
                .tag("result", result)
                .register(meters);
    }

    /** A launch that came no further. */
    void countedWhenRefused(Runnable check) {
        try {
            check.run();
        } catch (ProblemException refusal) {
            (refusal.type().status() < 500 ? refused : failed).increment();
            throw refusal;
        }
    }

    Launched counted(Supplier<Launched> launch) {
        Counter came = failed;
        try {
            Launched launched = launch.get();
            came = accepted;
            return launched;
        } catch (ProblemException problem) {
            came = problem.type().status() < 500 ? refused : failed;
            throw problem;
        } finally {
            came.increment();
        }
    }
}
