package chad.volume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of credentials.json that let in now: those that are added count at once, and those that are taken out are refused
 * at once. A file that others can read, or a broken one, lets nobody in: its keys are no secret, or not known.
 *
 * @param <K> what a service makes of a key, once
 */
public final class CredentialsFile<K> {

    /**
     * What is known now.
     *
     * @param trouble what is wrong with the file and what that means for its keys, for a log; null when it is in order
     */
    public record Keys<K>(List<K> valid, @Nullable String trouble) {

        public Keys {
            valid = List.copyOf(valid);
        }
    }

    private final FollowedFile<Keys<K>> file;
    private final Function<Credentials.Key, K> key;
    private final Consumer<Credentials.Read.Good> seen;
    private final Consumer<String> leftOut;

    /** @param leftOut is told why a key does not count, once for each change of the file */
    public CredentialsFile(Path path, Function<Credentials.Key, K> key, Consumer<String> leftOut) {
        this(path, key, read -> {}, leftOut);
    }

    /** @param seen is given all of the file, once for each change of it */
    public CredentialsFile(
            Path path,
            Function<Credentials.Key, K> key,
            Consumer<Credentials.Read.Good> seen,
            Consumer<String> leftOut) {
        this.seen = seen;
        this.file = FollowedFile.forgottenWhenGone(path, this::read);
        this.key = key;
        this.leftOut = leftOut;
    }

    public Keys<K> look() {
        FollowedFile.State<Keys<K>> state = file.look();
        Keys<K> known = state.lastGood().orElseGet(() -> new Keys<>(List.of(), null));
        return switch (state.file()) {
            case FileRead.Good<Keys<K>> good -> good.content();
            case FileRead.Missing<Keys<K>> missing -> known;
            case FileRead.Broken<Keys<K>> broken ->
                new Keys<>(
                        known.valid(),
                        ("The credentials in %s can't be read at the moment, so the keys that were read before stay"
                                        + " valid: %s")
                                .formatted(file.path(), broken.reason()));
        };
    }

    private FileRead<Keys<K>> read(Path path) throws IOException {
        return switch (Credentials.read(path)) {
            case Credentials.Read.Good good -> {
                seen.accept(good);
                good.leftOut().forEach(leftOut);
                yield new FileRead.Good<>(
                        new Keys<>(good.keys().stream().map(key).toList(), null));
            }
            case Credentials.Read.Missing missing -> new FileRead.Missing<>();
            case Credentials.Read.Exposed exposed -> refused(exposed.words(path) + " Its keys are not valid.");
            case Credentials.Read.Broken broken ->
                refused("The keys of %s are not valid: %s. Repair it.".formatted(path, broken.why()));
            case Credentials.Read.Failed failed -> throw failed.cause();
        };
    }

    /** That is known of the file, and stays so until it changes. */
    private static <K> FileRead<Keys<K>> refused(String trouble) {
        return new FileRead.Good<>(new Keys<>(List.of(), trouble));
    }
}
