package io.spendbell.soak;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * How something went from early to late in the life of one of the daemon's processes: the medians of the second and the last fifth
 * of its samples, and the most. The first fifth is warm-up.
 */
record Course(long early, long late, long most) {
    static final int PARTS = 5;

    /** @param samples in order, of one process; at least five */
    static Course of(List<Sample> samples, ToLongFunction<Sample> value) {
        int size = samples.size();
        return new Course(
                median(samples.subList(size / PARTS, 2 * size / PARTS), value),
                median(samples.subList((PARTS - 1) * size / PARTS, size), value),
                samples.stream().mapToLong(value).max().orElse(0));
    }

    /** Those of the process that lived the longest, as long as it was watched; none where they are too few to tell anything. */
    static List<Sample> ofLongestProcess(List<Sample> samples) {
        List<Sample> its = samples.stream().collect(Collectors.groupingBy(Sample::pid)).values().stream()
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
        return its.size() < PARTS ? List.of() : its;
    }

    private static long median(List<Sample> samples, ToLongFunction<Sample> value) {
        long[] sorted = samples.stream().mapToLong(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Whether it is late no more than early, times {@code share}, and {@code allowance} besides. */
    boolean isFlat(double share, long allowance) {
        return late <= early * share + allowance;
    }
}
