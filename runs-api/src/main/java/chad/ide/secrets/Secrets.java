package chad.ide.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import jakarta.inject.Singleton;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values that must not be shown: those of the agents' variables, the service's own keys, and whatever has the shape of
 * a key of a well-known provider. An agent that prints its token, or an error that quotes a header, puts it into a store,
 * and from there it would go into every answer, report and notice. Nothing is changed in a store.
 *
 * <p>A value is looked for as it is and as it stands in JSON, in JSON within JSON, and in an address; of one that a limit
 * has cut, the part that is left. One of fewer than {@link #MIN_CHARS} characters can't be told from other text, and the
 * mask of a number would break the JSON in which it stands as one.
 */
@Singleton
public final class Secrets {

    public static final int MIN_CHARS = 8;

    /** Earlier values of a variable whose file was changed still stand in stores; the oldest go first. */
    private static final int MAX_VALUES = 200;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    /** By value, the one that was given last at the end: the name under which it is shown. */
    private final SequencedMap<String, String> names = new LinkedHashMap<>();

    private volatile Mask mask = new Mask(List.of());

    public Secrets() {
        MaskedLog.use(this);
    }

    /** From now on the value is masked, unless it is too short, or a number. */
    public synchronized void add(String name, String value) {
        if (value.length() < MIN_CHARS || isNumber(value)) {
            return;
        }
        String known = names.get(value);
        if (known != null) {
            names.putLast(value, known); // it is in use: others go before it
            return;
        }
        if (names.size() >= MAX_VALUES) {
            names.pollFirstEntry();
        }
        names.put(value, name);
        List<Mask.Pattern> patterns = new ArrayList<>();
        names.forEach((secret, of) -> spellings(secret)
                .forEach(text -> patterns.add(new Mask.Pattern(text.getBytes(UTF_8), replacement(of)))));
        patterns.sort(Comparator.comparingInt((Mask.Pattern one) -> one.secret().length)
                .reversed()); // a secret that begins another one
        mask = new Mask(patterns);
    }

    /** Whether JSON may hold it without quotes. */
    public static boolean isNumber(String value) {
        return NUMBER.matcher(value).matches();
    }

    private static byte[] replacement(String name) {
        return mark(name).getBytes(UTF_8);
    }

    static String mark(String name) {
        return "[masked:" + name + "]";
    }

    private static Set<String> spellings(String secret) {
        String inJson = new String(JsonStringEncoder.getInstance().quoteAsString(secret));
        Set<String> spellings = new LinkedHashSet<>();
        spellings.add(secret);
        spellings.add(inJson);
        spellings.add(new String(JsonStringEncoder.getInstance().quoteAsString(inJson)));
        spellings.add(URLEncoder.encode(secret, UTF_8));
        return spellings;
    }

    /** Changes with what is masked, for who keeps a text that was. */
    public Object revision() {
        return mask;
    }

    /** Whether a mask stands in the text, as in one that was read here, changed and sent back. */
    public synchronized boolean isMasked(String text) {
        return text.contains(mark("key")) || names.values().stream().anyMatch(name -> text.contains(mark(name)));
    }

    /** The text without the values. */
    public String mask(String text) {
        return mask.apply(text);
    }

    /** As {@link #mask}, for bytes of UTF-8 that serve many. */
    public MaskedBytes masked(byte[] text) {
        return new MaskedBytes(mask.apply(text));
    }

    /** As {@link #mask}, for bytes of UTF-8 on their way; whoever writes to it has to close it. */
    public OutputStream masking(OutputStream out) {
        return new MaskedOutput(out, mask);
    }
}
