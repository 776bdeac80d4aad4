package io.spendbell.cli;

import io.spendbell.replay.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The arguments of {@code replay} that picocli cannot judge by itself. */
record ReplayArguments(String to, String speed, int keys, int users, int teams) {
    private static final String FASTEST = "max";
    private static final int LAST_PORT = 65_535;
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%a-z]+)]|([^:\\[\\]\\s]+)):([0-9]{1,5})");
    private static final Pattern SPEED = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    /** What is wrong with them, each as {@code name: value (expected: rule)}. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Matcher address = ADDRESS.matcher(to);
        if (!address.matches() || !isWithin(Integer.parseInt(address.group(3)), LAST_PORT)) {
            faults.add("--to: " + to + " (expected: HOST:PORT, as in 127.0.0.1:7781)");
        }
        if (!speed.equals(FASTEST) && !(SPEED.matcher(speed).matches() && Double.parseDouble(speed) > 0)) {
            faults.add("--speed: " + speed + " (expected: a number above 0, or max)");
        }
        count(faults, "--keys", keys);
        count(faults, "--users", users);
        count(faults, "--teams", teams);
        return faults;
    }

    String host() {
        Matcher address = address();
        return address.group(1) != null ? address.group(1) : address.group(2);
    }

    int port() {
        return Integer.parseInt(address().group(3));
    }

    double timesAsFast() {
        return speed.equals(FASTEST) ? Double.POSITIVE_INFINITY : Double.parseDouble(speed);
    }

    private Matcher address() {
        Matcher address = ADDRESS.matcher(to);
        if (!address.matches()) {
            throw new IllegalArgumentException("--to: " + to);
        }
        return address;
    }

    private static void count(List<String> faults, String name, int value) {
        if (!isWithin(value, Spread.MOST)) {
            faults.add(name + ": " + value + " (expected: a number from 1 to " + Spread.MOST + ")");
        }
    }

    private static boolean isWithin(int value, int most) {
        return value >= 1 && value <= most;
    }
}
