package chad.ide.store;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.store.StoreScanner.Found;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreScannerTest {

    private final Path folder;

    StoreScannerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private StoreScanner scanner(int maxStores, Path... folders) {
        StoreConfig config = config(folder.resolve("names.json"), maxStores, folders);
        return new StoreScanner(config, new StoreNames(config));
    }

    static StoreConfig config(Path names, int maxStores, Path... folders) {
        return new StoreConfig() {
            @Override
            public boolean readDefault() {
                return false;
            }

            @Override
            public List<Path> folders() {
                return List.of(folders);
            }

            @Override
            public Path names() {
                return names;
            }

            @Override
            public Duration scanEvery() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Duration stampEvery() {
                return Duration.ofMillis(100);
            }

            @Override
            public Duration busyTimeout() {
                return Duration.ofMillis(250);
            }

            @Override
            public int connections() {
                return 3;
            }

            @Override
            public OptionalInt maxOpen() {
                return OptionalInt.of(2);
            }

            @Override
            public int cacheKib() {
                return 256;
            }

            @Override
            public MemorySize maxValue() {
                return new MemorySize(BigInteger.valueOf(268_435_456));
            }

            @Override
            public Path spool() {
                return names.resolveSibling("tmp");
            }

            @Override
            public MemorySize spoolSpace() {
                return maxValue();
            }

            @Override
            public Duration spoolPatience() {
                return Duration.ofSeconds(2);
            }

            @Override
            public int maxSchema() {
                return 2_000;
            }

            @Override
            public Duration readLimit() {
                return Duration.ofSeconds(10);
            }

            @Override
            public int maxStores() {
                return maxStores;
            }
        };
    }

    /** A folder with these files. */
    private Path folder(String name, String... files) throws IOException {
        Path made = Files.createDirectories(folder.resolve(name));
        for (String file : files) {
            Files.writeString(made.resolve(file), name);
        }
        return made;
    }

    private static List<String> names(StoreScanner.Listing listing) {
        return listing.found().stream().map(found -> found.store().name()).toList();
    }

    private static String reason(StoreScanner.Listing listing, String name) {
        Found found = listing.found().stream()
                .filter(one -> one.store().name().equals(name))
                .findFirst()
                .orElseThrow();
        StoreState.Skipped refused = found.refused();
        return refused == null ? "" : refused.reason();
    }

    @Test
    void filesOfOneNameAreToldApartByAsManyFoldersAsItTakes() throws IOException {
        Path a = folder("a/state", "fusion.db");
        Path b = folder("b/state", "fusion.db");
        Path c = folder("c/state", "fusion.db", "other.db");

        StoreScanner.Listing listing = scanner(100, a, b, c).scan();

        assertThat(names(listing)).containsExactly("fusion", "b/state/fusion", "c/state/fusion", "other");
        assertThat(listing.problems()).isEmpty();
    }

    @Test
    void aStoreKeepsItsNameWhenAnotherOfThatNameAppearsBeforeIt() throws IOException {
        Path first = Files.createDirectories(folder.resolve("first"));
        Path second = folder("second", "fusion.db");
        assertThat(names(scanner(100, first, second).scan())).containsExactly("fusion");

        folder("first", "fusion.db");

        assertThat(names(scanner(100, first, second).scan())).containsExactly("first/fusion", "fusion");
    }

    @Test
    void aNameThatLedToAFileDoesNotComeToMeanAnother() throws IOException {
        Path first = folder("first", "fusion.db");
        Path second = folder("second", "fusion.db");
        assertThat(names(scanner(100, first, second).scan())).containsExactly("fusion", "second/fusion");

        Files.delete(first.resolve("fusion.db"));

        assertThat(names(scanner(100, first, second).scan())).containsExactly("second/fusion");
    }

    @Test
    void namesThatCanNotBeReadAreGivenAnew() throws IOException {
        Path first = folder("first", "fusion.db");
        Files.writeString(folder.resolve("names.json"), "{half");

        assertThat(names(scanner(100, first).scan())).containsExactly("fusion");
    }

    @Test
    void aLinkIsTheStoreThatItLeadsTo() throws IOException {
        Path state = folder("state", "x.db");
        Files.createSymbolicLink(state.resolve("all.db"), state.resolve("x.db"));

        StoreScanner.Listing listing = scanner(100, state).scan();

        assertThat(names(listing)).containsExactly("all", "x");
        assertThat(reason(listing, "all")).contains("link to the store `x`");
        assertThat(reason(listing, "x")).isEmpty();
    }

    @Test
    void aLinkToAFileElsewhereIsReadAsThatFile() throws IOException {
        Path elsewhere = folder("elsewhere", "real.db").resolve("real.db").toRealPath();
        Path state = Files.createDirectories(folder.resolve("state"));
        Files.createSymbolicLink(state.resolve("near.db"), elsewhere);

        StoreScanner.Listing listing = scanner(100, state).scan();

        assertThat(listing.found()).singleElement().satisfies(found -> {
            assertThat(found.refused()).isNull();
            assertThat(found.store().name()).isEqualTo("near");
            assertThat(found.store().location())
                    .isInstanceOfSatisfying(
                            StoreLocation.SqliteFile.class,
                            location -> assertThat(location.file()).isEqualTo(elsewhere));
        });
    }

    @Test
    void aLinkThatLeadsNowhereAndAHardLinkAndAHiddenFileSaySo() throws IOException {
        Path state = folder("state", "b.db", ".hidden.db");
        Files.createLink(state.resolve("c.db"), state.resolve("b.db"));
        Files.createSymbolicLink(state.resolve("lost.db"), state.resolve("nothing.db"));

        StoreScanner.Listing listing = scanner(100, state).scan();

        assertThat(reason(listing, "b")).isEmpty();
        assertThat(reason(listing, "c")).contains("hard link").contains("`b`");
        assertThat(reason(listing, "lost")).contains("does not exist");
        assertThat(reason(listing, ".hidden")).contains("dot");
    }

    @Test
    void aSecondNameDoesNotTakeOverAStoreThatIsRead() throws IOException {
        Path state = folder("state", "b.db");
        StoreScanner scanner = scanner(100, state);
        scanner.scan();
        Files.createLink(state.resolve("a.db"), state.resolve("b.db"));

        StoreScanner.Listing listing = scanner.scan();

        assertThat(reason(listing, "b")).isEmpty();
        assertThat(reason(listing, "a")).contains("hard link").contains("`b`");
    }

    @Test
    void ofTwoNamesTheOneWithTheLogIsRead() throws IOException {
        Path state = folder("state", "b.db");
        Files.createLink(state.resolve("a.db"), state.resolve("b.db"));
        Files.createFile(state.resolve("a.db-wal")); // as a reader leaves it
        StoreScanner scanner = scanner(100, state);
        assertThat(reason(scanner.scan(), "a")).isEmpty();
        Files.writeString(state.resolve("b.db-wal"), "what an engine has written");

        StoreScanner.Listing listing = scanner.scan();

        assertThat(reason(listing, "b")).isEmpty();
        assertThat(reason(listing, "a")).contains("hard link").contains("`b`");
    }

    @Test
    void oneFolderUnderTwoNamesIsScannedOnce() throws IOException {
        Path state = folder("state", "x.db");
        Path link = Files.createSymbolicLink(folder.resolve("again"), state);

        assertThat(names(scanner(100, state, link).scan())).containsExactly("x");
    }

    @Test
    void whatIsBeyondTheLimitIsSaid() throws IOException {
        Path state = folder("state", "a.db", "b.db", "c.db");

        StoreScanner.Listing listing = scanner(2, state).scan();

        assertThat(names(listing)).containsExactly("a", "b");
        assertThat(listing.problems())
                .singleElement()
                .asString()
                .contains("3 database files", "only 2", "state/c.db", "max-stores");
    }

    @Test
    void aFolderThatCanNotBeListedIsNotTakenForAnEmptyOne() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("state"), "a file");

        StoreScanner.Listing listing = scanner(100, notAFolder).scan();

        assertThat(listing.unlisted()).containsExactly(notAFolder.toRealPath());
        assertThat(listing.problems()).singleElement().asString().contains("can't be listed", "kept");
    }
}
