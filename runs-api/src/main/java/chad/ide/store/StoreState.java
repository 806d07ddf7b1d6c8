package chad.ide.store;

/** What was last seen of a store. */
public sealed interface StoreState {

    /** The word on the wire. */
    String word();

    /** Why it is not read, in words for the operator; empty when it is. */
    String reason();

    /** It can be read. */
    record Ok() implements StoreState {
        @Override
        public String word() {
            return "ok";
        }

        @Override
        public String reason() {
            return "";
        }
    }

    /** It is no store of the engine, and nothing is wrong with that. */
    record Skipped(String reason) implements StoreState {
        @Override
        public String word() {
            return "skipped";
        }
    }

    /** It should be readable and is not; it is retried. */
    record Unreadable(String reason) implements StoreState {
        @Override
        public String word() {
            return "error";
        }
    }
}
