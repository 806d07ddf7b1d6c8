package chad.refresh.names;

import java.util.ArrayList;
import java.util.List;

/** A version number, compared number by number: 5.10 is above 5.2, 5 equals 5.0, and no version is below any. */
record Version(List<Integer> numbers) implements Comparable<Version> {

    static final Version NONE = new Version(List.of());

    Version {
        numbers = List.copyOf(numbers);
    }

    /** The version written as {@code 3.2}. */
    static Version parse(String text) {
        var numbers = new ArrayList<Integer>();
        for (String number : text.split("\\.", -1)) {
            numbers.add(Integer.valueOf(number));
        }
        return new Version(numbers);
    }

    @Override
    public int compareTo(Version other) {
        if (numbers.isEmpty() || other.numbers.isEmpty()) {
            return Boolean.compare(!numbers.isEmpty(), !other.numbers.isEmpty());
        }
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int order = Integer.compare(at(i), other.at(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private int at(int i) {
        return i < numbers.size() ? numbers.get(i) : 0;
    }

    @Override
    public String toString() {
        return String.join(".", numbers.stream().map(String::valueOf).toList());
    }
}
