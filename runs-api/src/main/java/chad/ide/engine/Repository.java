package chad.ide.engine;

import java.nio.file.Path;

/** A repository of files: a {@code .jj} or {@code .git} and the folder that holds it. One with both is jj's. */
public record Repository(Kind kind, Path root) {

    /** The engine's words. */
    public enum Kind {
        JJ("jj"),
        GIT("git");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
