package io.spendbell.alerting;

import io.spendbell.event.Entity;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/*
 * A million events a second say again what their entities are known for. A map of objects makes each of them wait for memory five times, one after the other;
 * here it waits once. The price: two entities whose fingerprints are the same are taken for one, of which there is a chance of one in a
 * thousand million among a hundred thousand; then the end of the window of one of them may not be kept.
 */
/** What was said last of each entity: when its window ends and by what alias it goes, as 64-bit fingerprints in one array. Not safe for use from several threads. */
final class LastSaid {
    private static final int SMALLEST = 1 << 10;

    /** The numbers of a place: the entity, its window's end and its alias; 0 for what was not said. */
    private static final int NUMBERS = 3;

    private static final int END = 1;
    private static final int ALIAS = 2;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long seed = ThreadLocalRandom.current().nextLong();
    private long[] numbers = new long[SMALLEST * NUMBERS];
    private int size;

    int size() {
        return size;
    }

    /** Whether that was said last; what is null counts as said. */
    boolean contains(Entity entity, @Nullable Instant end, @Nullable String alias) {
        long who = fingerprint(entity);
        int at = placeOf(who);
        return numbers[at] == who
                && (end == null || numbers[at + END] == fingerprint(end))
                && (alias == null || numbers[at + ALIAS] == fingerprint(alias, seed));
    }

    /** Takes note of what is said; what is null leaves what was said before. */
    void put(Entity entity, @Nullable Instant end, @Nullable String alias) {
        long who = fingerprint(entity);
        int at = placeOf(who);
        if (numbers[at] == 0) {
            size++;
            if (4 * size > 3 * (numbers.length / NUMBERS)) {
                grow();
                at = placeOf(who);
            }
            numbers[at] = who;
        }
        numbers[at + END] = end == null ? numbers[at + END] : fingerprint(end);
        numbers[at + ALIAS] = alias == null ? numbers[at + ALIAS] : fingerprint(alias, seed);
    }

    void clear() {
        numbers = new long[SMALLEST * NUMBERS];
        size = 0;
    }

    private void grow() {
        long[] before = numbers;
        numbers = new long[2 * before.length];
        for (int from = 0; from < before.length; from += NUMBERS) {
            if (before[from] != 0) {
                System.arraycopy(before, from, numbers, placeOf(before[from]), NUMBERS);
            }
        }
    }

    /** Where an entity stands, or the free place where it would. */
    private int placeOf(long who) {
        int mask = numbers.length / NUMBERS - 1;
        int place = (int) (who >>> 32) & mask;
        while (numbers[place * NUMBERS] != 0 && numbers[place * NUMBERS] != who) {
            place = (place + 1) & mask;
        }
        return place * NUMBERS;
    }

    private long fingerprint(Entity entity) {
        return fingerprint(entity.id(), seed + entity.kind().hashCode());
    }

    private static long fingerprint(Instant end) {
        return fingerprint(end.getEpochSecond() * MULTIPLIER + end.getNano());
    }

    /** Characters in pairs, each with a sum of its own, so that neither waits for the other. */
    private static long fingerprint(String text, long seed) {
        int length = text.length();
        long even = seed + length;
        long odd = seed;
        for (int i = 1; i < length; i += 2) {
            even = even * MULTIPLIER + text.charAt(i - 1);
            odd = odd * MULTIPLIER + text.charAt(i);
        }
        if (length % 2 != 0) {
            even = even * MULTIPLIER + text.charAt(length - 1);
        }
        return fingerprint(even ^ Long.rotateLeft(odd * MULTIPLIER, 32));
    }

    /** Every bit of the sum in every bit; never 0. */
    private static long fingerprint(long sum) {
        long mixed = (sum ^ (sum >>> 32)) * MULTIPLIER;
        return (mixed ^ (mixed >>> 29)) * MULTIPLIER | 1;
    }
}
