package chad.ide;

import chad.ide.backup.Program;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The program: the service, or, with arguments, something that is done while the service is stopped. Public, because the
 * runner of the packaged service looks it up.
 */
@QuarkusMain
public class Main {

    public static void main(String... arguments) {
        String version = Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "unknown");
        OptionalInt done = Program.run(arguments, System.getenv(), version, System.out, System.err);
        if (done.isPresent()) {
            System.exit(done.getAsInt());
        }
        Quarkus.run(arguments);
    }
}
