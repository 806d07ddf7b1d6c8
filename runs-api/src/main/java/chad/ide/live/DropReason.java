package chad.ide.live;

import java.util.Locale;

/** Why a client of the stream is dropped. */
enum DropReason {
    FELL_BEHIND("it fell behind"),
    TAKES_NOTHING("it reads nothing"),
    SIGNED_OUT("its sign-in has ended");

    private final String inWords;

    DropReason(String inWords) {
        this.inWords = inWords;
    }

    String inWords() {
        return inWords;
    }

    /** The label's value. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
