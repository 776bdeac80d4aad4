package io.spendbell.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of some keys for one round after the other, written once; from round to round only digits are written anew, so
 * that a generator costs little. Confined to one thread.
 */
final class Lines {
    private static final int DIGITS_OF_ID = 12;
    private static final int DIGITS_OF_SPEND = "100.000000".length();

    private final Workload workload;
    private final byte[] bytes;
    private final int[] starts;
    private final int[] placesOfSpend;
    private final int[] placesOfId;
    private final int firstKey;
    private long round;

    /** The lines of the keys from {@code firstKey} up to, but not including, {@code endKey}. */
    Lines(Workload workload, int firstKey, int endKey) {
        this.workload = workload;
        this.firstKey = firstKey;
        int keys = endKey - firstKey;
        starts = new int[keys];
        placesOfSpend = new int[keys];
        placesOfId = new int[keys];
        ByteArrayOutputStream out = new ByteArrayOutputStream(keys * 230);
        for (int i = 0; i < keys; i++) {
            String line = line(firstKey + i);
            starts[i] = out.size();
            placesOfSpend[i] = out.size() + line.indexOf("\"spend\":") + "\"spend\":".length();
            placesOfId[i] = out.size() + line.indexOf("\"id\":\"req-") + "\"id\":\"req-".length();
            out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
        }
        bytes = out.toByteArray();
    }

    private String line(int key) {
        String id = workload.options().ids() ? "\"id\":\"req-000000000000\"," : "";
        String who = "\"token\":\"" + workload.token(key) + "\",\"key_alias\":\"svc-%05d\"".formatted(key)
                + ",\"user_id\":\"u-%02d\"".formatted(key % 100)
                + ",\"team_id\":\"t-%d\"".formatted(key % 10);
        if (workload.options().budgets()) {
            return "{\"event\":\"budget\"," + id + "\"type\":\"token_budget\",\"user_info\":{" + who
                    + ",\"spend\":100.000000,\"max_budget\":"
                    + Workload.dollars(workload.budget(key))
                            .stripTrailingZeros()
                            .toPlainString()
                    + ",\"event_group\":\"key\",\"budget_reset_at\":\"2099-01-01T00:00:00Z\"}}\n";
        }
        return "{\"event\":\"spend\"," + id + "\"cost\":" + Workload.dollars(workload.cost(key)) + "," + who
                + ",\"organization_id\":\"org-1\",\"model\":\"gpt-5-mini\",\"provider\":\"openai\","
                + "\"region\":\"eu\"}\n";
    }

    /** All lines of the next round, of which the amounts begin anew after the last; valid until the next call. */
    byte[] next() {
        if (workload.options().budgets()) {
            long spend = workload.stated(round % workload.options().rounds());
            for (int place : placesOfSpend) {
                writeSpend(place, spend);
            }
        }
        if (workload.options().ids()) {
            long first = round * workload.options().keys() + firstKey;
            for (int i = 0; i < placesOfId.length; i++) {
                writeDigits(placesOfId[i], DIGITS_OF_ID, first + i);
            }
        }
        round++;
        return bytes;
    }

    /** How many bytes a round has. */
    int size() {
        return bytes.length;
    }

    /** Where each line of {@link #next} begins. */
    int[] starts() {
        return starts;
    }

    private void writeSpend(int place, long micros) {
        writeDigits(place + DIGITS_OF_SPEND - 6, 6, micros % 1_000_000);
        writeDigits(place, 3, micros / 1_000_000);
    }

    private void writeDigits(int place, int digits, long number) {
        long rest = number;
        for (int at = place + digits - 1; at >= place; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** The keys of a workload, shared out: one part for each connection, so that each key's events keep their order. */
    static List<Lines> shared(Workload workload) {
        int parts = workload.options().connections();
        long keys = workload.options().keys();
        List<Lines> all = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            all.add(new Lines(workload, (int) (keys * part / parts), (int) (keys * (part + 1) / parts)));
        }
        return all;
    }
}
