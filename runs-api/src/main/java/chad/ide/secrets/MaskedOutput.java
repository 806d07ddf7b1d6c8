package chad.ide.secrets;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes bytes on without the values. What could be the beginning of one is held back until it is known whether it is,
 * over the borders of what is written and flushed; closing writes the rest.
 */
final class MaskedOutput extends FilterOutputStream {

    private static final int ROOM = 8_192;

    private final Mask mask;
    private final Window held;

    /** Where what has not been let through begins. */
    private int from;

    /** Of what a part was masked, whose rest is swallowed. */
    private @Nullable KeyShape goesOn;

    MaskedOutput(OutputStream out, Mask mask) {
        super(out);
        this.mask = mask;
        this.held = new Window(Math.max(ROOM, 2 * mask.reach() + Window.CONTEXT));
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int next = offset;
        int left = length;
        while (left > 0) {
            int some = Math.min(left, held.room());
            held.add(bytes, next, some);
            next += some;
            left -= some;
            pass();
        }
    }

    /** Leaves at most behind what {@link Mask#reach} says, so that there always is room. */
    private void pass() throws IOException {
        int at = swallow(from);
        int shown = at; // from here to `at` all is let through as it is
        while (at < held.end() && !isUndecided(at)) {
            Mask.Found found = mask.at(held, at);
            if (found == null) {
                at = mask.next(held, at + 1);
            } else {
                int hidden = at + found.kept();
                out.write(held.bytes(), shown, hidden - shown);
                out.write(found.replacement());
                goesOn = found.goesOn();
                at = swallow(hidden + found.length());
                shown = at;
            }
        }
        out.write(held.bytes(), shown, at - shown);
        int context = Math.min(at, Window.CONTEXT);
        held.drop(at - context);
        from = context;
    }

    private boolean isUndecided(int place) {
        return !held.isLast() && held.end() - place < mask.reach();
    }

    /** Behind what belongs to a key that was masked already. */
    private int swallow(int place) {
        int at = place;
        while (goesOn != null && !isUndecided(at)) {
            int more = goesOn.goesOn(held, at);
            at += more;
            if (more == 0) {
                goesOn = null;
            }
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        held.last();
        pass();
        super.close();
    }
}
