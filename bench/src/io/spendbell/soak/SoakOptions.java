package io.spendbell.soak;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is run.
 *
 * @param time how long load and faults last
 * @param seed what events and faults are made up from
 * @param store {@code file}, or the URI of a Redis that somebody else runs
 * @param redisServer a {@code redis-server} to start as the store, or null
 * @param rate events a second, of all connections
 * @param faults the names of faults, or what they begin with before a hyphen; empty for all
 */
record SoakOptions(Duration time, long seed, String store, String redisServer, int rate, List<String> faults) {
    static final String USAGE = """
            bench/soak [--minutes N] [--seed N] [--store file|redis://HOST:PORT] [--redis-server PATH] [--rate N]
                       [--faults NAME,…]
              --minutes       how long load and faults last, such as 0.5 (60)
              --seed          what events and faults are made up from (the time)
              --store         an embedded store in a temporary folder, or a Redis that you run (file)
              --redis-server  the program of a Redis to start as the store, and to kill and stop
              --rate          events a second (500)
              --faults        only these: names, or what they begin with before a hyphen, such as kill,slack (all)""";

    private static final List<String> NAMES =
            List.of("--minutes", "--seed", "--store", "--redis-server", "--rate", "--faults");
    private static final BigDecimal LEAST_MINUTES = new BigDecimal("0.1");
    private static final BigDecimal MOST_MINUTES = BigDecimal.valueOf(10_080);
    private static final BigDecimal MILLIS_OF_A_MINUTE = BigDecimal.valueOf(60_000);

    static SoakOptions parse(List<String> arguments) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!NAMES.contains(name) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException(name + ": unknown, or without its value\n" + USAGE);
            }
            given.put(name, arguments.get(i + 1));
        }
        String store = given.getOrDefault("--store", "file");
        if (!store.equals("file") && !store.startsWith("redis://")) {
            throw new IllegalArgumentException("--store: expected file or redis://HOST:PORT");
        }
        if (!store.equals("file") && given.containsKey("--redis-server")) {
            throw new IllegalArgumentException("--redis-server: expected no --store beside it");
        }
        String faults = given.getOrDefault("--faults", "");
        return new SoakOptions(
                minutes(given.getOrDefault("--minutes", "60")),
                number(given, "--seed", System.currentTimeMillis(), Long.MIN_VALUE, Long.MAX_VALUE),
                store,
                given.get("--redis-server"),
                (int) number(given, "--rate", 500, 10, 20_000),
                faults.isEmpty() ? List.of() : List.of(faults.split(",")));
    }

    /** How many daemons share the store. */
    int replicas() {
        return usesRedis() ? 2 : 1;
    }

    boolean usesRedis() {
        return redisServer != null || !store.equals("file");
    }

    /** Those of {@code all} that were asked for. */
    List<Fault> chosen(List<Fault> all) {
        List<Fault> chosen = new ArrayList<>();
        for (Fault fault : all) {
            if (faults.isEmpty() || faults.stream().anyMatch(name -> isCalled(fault, name))) {
                chosen.add(fault);
            }
        }
        for (String name : faults) {
            if (all.stream().noneMatch(fault -> isCalled(fault, name))) {
                throw new IllegalArgumentException("--faults: " + name + " (expected: some of "
                        + String.join(", ", all.stream().map(Fault::name).toList()) + ")");
            }
        }
        return chosen;
    }

    private static boolean isCalled(Fault fault, String name) {
        return fault.name().equals(name) || fault.name().startsWith(name + "-");
    }

    private static Duration minutes(String text) {
        BigDecimal minutes = decimal("--minutes", text);
        if (minutes.compareTo(LEAST_MINUTES) < 0 || minutes.compareTo(MOST_MINUTES) > 0) {
            throw new IllegalArgumentException(
                    "--minutes: " + text + " (expected: from " + LEAST_MINUTES + " to " + MOST_MINUTES + ")");
        }
        return Duration.ofMillis(minutes.multiply(MILLIS_OF_A_MINUTE).longValue());
    }

    private static long number(Map<String, String> given, String name, long otherwise, long least, long most) {
        if (!given.containsKey(name)) {
            return otherwise;
        }
        BigDecimal number = decimal(name, given.get(name));
        if (number.compareTo(BigDecimal.valueOf(least)) < 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + number + " (expected: from " + least + " to " + most + ")");
        }
        return number.longValue();
    }

    private static BigDecimal decimal(String name, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": " + text + " (expected: a number)", e);
        }
    }
}
