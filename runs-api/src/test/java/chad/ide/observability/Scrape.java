package chad.ide.observability;

import static io.restassured.RestAssured.given;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service publishes, in the text that Prometheus reads. */
record Scrape(String text) {

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_A-Z0-9:]+)(?:\\{(.*)})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** @param labels names and values */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Scrape of(int managementPort) {
        return new Scrape(given().port(managementPort)
                .accept("text/plain; version=0.0.4") // without it comes OpenMetrics, whose families have other names
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    List<Sample> samples() {
        return SAMPLE.matcher(text)
                .results()
                .map(found -> new Sample(
                        found.group(1),
                        labels(found.group(2)),
                        Double.parseDouble(found.group(3).replace("+Inf", "Infinity"))))
                .toList();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }

    /** The sum of the series of that name with these labels and any others; NaN when there is none. */
    double value(String name, String... labels) {
        Map<String, String> wanted = new HashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return samples().stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> sample.labels().entrySet().containsAll(wanted.entrySet()))
                .mapToDouble(Sample::value)
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    /** Every name that a query may use, the parts of histograms among them. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        samples().forEach(sample -> names.add(sample.name()));
        return names;
    }

    /** Our own metrics as a row of docs/observability.md: name, type and labels. The maxima beside timers are left out. */
    Set<String> rows() {
        Map<String, String> types = new HashMap<>();
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
            if (type.group(1).startsWith("chad_")) {
                types.put(type.group(1), type.group(2));
            }
        }
        Set<String> rows = new TreeSet<>();
        types.forEach((name, kind) -> {
            boolean isMaximum = name.endsWith("_max")
                    && Set.of("histogram", "summary")
                            .contains(types.getOrDefault(name.substring(0, name.length() - 4), ""));
            if (!isMaximum) {
                rows.add("%s %s %s".formatted(name, kind, labelsOf(name)));
            }
        });
        return rows;
    }

    private Set<String> labelsOf(String metric) {
        Set<String> labels = new TreeSet<>();
        samples().stream()
                .filter(sample -> sample.name().equals(metric)
                        || sample.name().equals(metric + "_count")
                        || sample.name().equals(metric + "_bucket"))
                .forEach(sample -> labels.addAll(sample.labels().keySet()));
        Set<String> ours = new HashSet<>(labels);
        ours.remove("le");
        return new TreeSet<>(ours);
    }
}
