package chad.ide.settings;

import org.eclipse.microprofile.config.spi.Converter;

/**
 * Whole numbers within bounds, for {@code @WithConverter}: a setting outside of them is refused at the start, by its name.
 * Bean validation would take a quarter of the start for this.
 *
 * <p>Each declares {@code convert} itself: of an inherited one SmallRye Config finds the bridge, which gives an Object.
 */
public final class WholeNumber {

    private WholeNumber() {}

    private static int within(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
            throw refusal(value, least, most);
        } catch (NumberFormatException noNumber) {
            throw refusal(value, least, most);
        }
    }

    private static IllegalArgumentException refusal(String value, int least, int most) {
        String taken = most == Integer.MAX_VALUE ? "of at least " + least : "from %d to %d".formatted(least, most);
        return new IllegalArgumentException("\"%s\" is not valid: give a whole number %s.".formatted(value, taken));
    }

    public static final class From0To1000 implements Converter<Integer> {
        @Override
        public Integer convert(String value) {
            return within(value, 0, 1_000);
        }
    }

    public static final class From1 implements Converter<Integer> {
        @Override
        public Integer convert(String value) {
            return within(value, 1, Integer.MAX_VALUE);
        }
    }

    public static final class From1To100 implements Converter<Integer> {
        @Override
        public Integer convert(String value) {
            return within(value, 1, 100);
        }
    }

    public static final class From1To100000 implements Converter<Integer> {
        @Override
        public Integer convert(String value) {
            return within(value, 1, 100_000);
        }
    }

    public static final class From2 implements Converter<Integer> {
        @Override
        public Integer convert(String value) {
            return within(value, 2, Integer.MAX_VALUE);
        }
    }

    public static final class From5To500 implements Converter<Integer> {
        @Override
        public Integer convert(String value) {
            return within(value, 5, 500);
        }
    }

    public static final class From10 implements Converter<Integer> {
        @Override
        public Integer convert(String value) {
            return within(value, 10, Integer.MAX_VALUE);
        }
    }

    public static final class From1024 implements Converter<Integer> {
        @Override
        public Integer convert(String value) {
            return within(value, 1_024, Integer.MAX_VALUE);
        }
    }

    public static final class From65536 implements Converter<Integer> {
        @Override
        public Integer convert(String value) {
            return within(value, 65_536, Integer.MAX_VALUE);
        }
    }
}
