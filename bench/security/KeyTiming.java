package chad.ide.security;

import java.util.Arrays;
import java.util.Random;

/**
 * Does the time of a comparison tell how much of a key is right? Compares a key with one that is wrong in its first
 * character and one that is wrong in its last, in pairs of blocks that follow each other, either first by chance, and
 * prints the mean difference within the pairs, last minus first, in nanoseconds. A comparison that stops at the first
 * difference goes through the same mill, to show that it would be seen.
 */
public final class KeyTiming {

    private static final int PAIRS = 10_000;
    private static final int BLOCK = 200;

    private static final String KEY = "Zx3v-9kQ_LmT7wY2aBcD4eFgH8jKnPqRsUvW1xYz5-6A";
    private static final String WRONG_FIRST = "y" + KEY.substring(1);
    private static final String WRONG_LAST = KEY.substring(0, KEY.length() - 1) + "B";

    /** Each text many times over, mixed: where in the memory one single copy lies costs more or less by itself. */
    private static final String[][] PRESENTED = new String[2][BLOCK];

    static {
        Random random = new Random();
        int[] made = new int[2];
        while (made[0] < BLOCK || made[1] < BLOCK) {
            int kind = made[0] == BLOCK ? 1 : made[1] == BLOCK ? 0 : random.nextInt(2);
            PRESENTED[kind][made[kind]++] = new String((kind == 0 ? WRONG_FIRST : WRONG_LAST).toCharArray());
        }
    }

    private interface Comparison {
        boolean isRight(String presented);
    }

    private static int right;

    private KeyTiming() {}

    public static void main(String[] arguments) {
        ApiKey key = new ApiKey("machine", true, KEY);
        report("ours", presented -> key.matches(ApiKey.digest(presented)));
        report("early", KeyTiming::stopsEarly);
        if (right != 0) {
            throw new IllegalStateException("a wrong key was right");
        }
    }

    private static boolean stopsEarly(String presented) {
        for (int i = 0; i < KEY.length(); i++) {
            if (presented.charAt(i) != KEY.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static void report(String name, Comparison comparison) {
        measure(comparison, PAIRS / 4); // warm up
        double[][] times = measure(comparison, PAIRS);
        double[] differences = new double[PAIRS];
        Arrays.setAll(differences, i -> times[1][i] - times[0][i]);
        double[] kept = trimmed(differences);
        System.out.printf("%s %.1f %.3f%n", name, median(times[0]), mean(kept));
    }

    /** Nanoseconds of one comparison by pair, for a key wrong in its first and in its last character. */
    private static double[][] measure(Comparison comparison, int pairs) {
        Random random = new Random();
        double[][] times = new double[2][pairs];
        for (int pair = 0; pair < pairs; pair++) {
            int kind = random.nextInt(2);
            times[kind][pair] = block(comparison, kind);
            times[1 - kind][pair] = block(comparison, 1 - kind);
        }
        return times;
    }

    private static double block(Comparison comparison, int kind) {
        String[] presented = PRESENTED[kind];
        long begin = System.nanoTime();
        for (int i = 0; i < BLOCK; i++) {
            right += comparison.isRight(presented[i]) ? 1 : 0;
        }
        return (System.nanoTime() - begin) / (double) BLOCK;
    }

    /** Without the tenth at each end, in which the machine did something else during one of the two. */
    private static double[] trimmed(double[] differences) {
        double[] sorted = differences.clone();
        Arrays.sort(sorted);
        return Arrays.copyOfRange(sorted, sorted.length / 10, sorted.length * 9 / 10);
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
