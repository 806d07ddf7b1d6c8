package chad.refresh;

import java.nio.file.Path;
import java.time.Clock;

/** A process that refreshes without a pause until it is killed. Arguments: state folder, base URL of the provider. */
final class RefreshingProcess {

    private RefreshingProcess() {}

    public static void main(String[] arguments) {
        var service = new RefreshBed(Path.of(arguments[0]), Clock.systemUTC(), arguments[1]);
        service.job.refresh(true);
        System.out.println("refreshing");
        while (!Thread.currentThread().isInterrupted()) {
            service.job.refresh(true);
        }
    }
}
