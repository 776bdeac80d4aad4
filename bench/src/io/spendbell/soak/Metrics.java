package io.spendbell.soak;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} says, summed up over labels. */
record Metrics(Map<String, Double> values) {
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{.*})? (\\S+)(?: .*)?");

    static Metrics parse(String text) {
        Map<String, Double> values = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                values.merge(matcher.group(1), Double.valueOf(matcher.group(2)), Double::sum);
            }
        });
        return new Metrics(values);
    }

    /** Fails for one that is not there, so that a renamed one is noticed. */
    long get(String name) {
        return (long) value(name);
    }

    long thousandths(String name) {
        return Math.round(value(name) * 1000);
    }

    private double value(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("/metrics has no " + name);
        }
        return value;
    }
}
