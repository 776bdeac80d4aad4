package io.spendbell.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is measured.
 *
 * @param rounds how often each key has an event
 * @param keys how many keys there are
 * @param crossing how many of them reach their budget in the course of the run, evenly spread over it
 * @param budgets whether the events are {@code budget} events; {@code spend} events otherwise
 * @param ids whether each event has an id of its own
 * @param connections how many connections the generator opens; each has keys of its own
 * @param starts whether starts are measured too
 * @param profile where a flight recording of the daemon at load is to be written, or null
 * @param store the {@code store} of the configuration, or null for an embedded one in a folder that is deleted afterwards
 */
record Options(
        long rounds,
        int keys,
        int crossing,
        boolean budgets,
        boolean ids,
        int connections,
        boolean starts,
        String profile,
        String store) {
    static final String USAGE = """
            bench/run [--kind budget|spend] [--events N] [--keys N] [--crossing N] [--ids] [--connections N] [--no-starts]
                      [--profile FILE] [--store URI]
              --kind         what the events are (budget)
              --events       how many, rounded down to as many whole rounds of all keys in each of 96 parts (48000000)
              --keys         entities that they speak of (10000)
              --crossing     how many of them reach their budget during the run, evenly spread (a tenth of the keys)
              --ids          each event has an id
              --connections  of the generator (4)
              --no-starts    measures no starts, only the load
              --profile      has the daemon write a flight recording of the load, which costs some of its speed
              --store        another store than an embedded one in a temporary folder, such as redis://127.0.0.1:6379""";

    /** Ends of parts, in which throughput and CPU are read; the first third is warm-up. */
    static final int MARKS = 96;

    static final int WARM_UP_MARKS = 32;

    /** For a key to leap over no threshold, and for parts of some length. */
    private static final int LEAST_ROUNDS = 3 * MARKS;

    static Options parse(String[] arguments) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            if (name.equals("--ids") || name.equals("--no-starts")) {
                given.put(name, "true");
            } else if (List.of("--kind", "--events", "--keys", "--crossing", "--connections", "--profile", "--store")
                            .contains(name)
                    && i + 1 < arguments.length) {
                given.put(name, arguments[++i]);
            } else {
                throw new IllegalArgumentException(name + ": unknown, or without its value\n" + USAGE);
            }
        }
        String kind = given.getOrDefault("--kind", "budget");
        if (!kind.equals("budget") && !kind.equals("spend")) {
            throw new IllegalArgumentException("--kind: " + kind + " (expected: budget or spend)");
        }
        int keys = (int) number(given, "--keys", 10_000, 100, 1_000_000);
        long events = number(given, "--events", 48_000_000, (long) keys * LEAST_ROUNDS, 1_000_000_000);
        return new Options(
                events / keys / MARKS * MARKS,
                keys,
                (int) number(given, "--crossing", keys / 10, 1, keys),
                kind.equals("budget"),
                given.containsKey("--ids"),
                (int) number(given, "--connections", 4, 1, 64),
                !given.containsKey("--no-starts"),
                given.get("--profile"),
                given.get("--store"));
    }

    /** The arguments that {@link #parse} makes the same options of. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--kind", budgets ? "budget" : "spend",
                "--events", Long.toString(events()),
                "--keys", Integer.toString(keys),
                "--crossing", Integer.toString(crossing),
                "--connections", Integer.toString(connections)));
        if (ids) {
            arguments.add("--ids");
        }
        return arguments;
    }

    long events() {
        return rounds * keys;
    }

    long roundsPerMark() {
        return rounds / MARKS;
    }

    private static long number(Map<String, String> given, String name, long otherwise, long least, long most) {
        String text = given.get(name);
        long number = text == null ? otherwise : Long.parseLong(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    name + ": " + number + " (expected: from " + least + " to " + most + ")");
        }
        return number;
    }
}
