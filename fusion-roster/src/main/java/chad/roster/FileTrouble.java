package chad.roster;

import io.quarkus.logging.Log;
import java.util.concurrent.atomic.AtomicReference;

/** Says once when a file goes bad and once when it is well again, however often it is looked at in between. */
final class FileTrouble {

    private final String file;
    private final AtomicReference<String> said = new AtomicReference<>("");

    FileTrouble(String file) {
        this.file = file;
    }

    /**
     * Takes note.
     *
     * @param trouble what is wrong, or an empty text
     * @param hasCopy whether there is an earlier good copy to serve
     */
    void now(String trouble, boolean hasCopy) {
        if (trouble.equals(said.getAndSet(trouble))) {
            return;
        }
        if (trouble.isEmpty()) {
            Log.infof("roster: %s is readable again", file);
        } else {
            Log.warnf(
                    "roster: %s; %s",
                    trouble, hasCopy ? "the last good copy is used" : "there is no earlier copy to serve");
        }
    }
}
