package io.spendbell.replay;

/**
 * Draws that are the same on every machine: the finaliser of SplitMix64 (Steele, Lea and Flood, “Fast Splittable
 * Pseudorandom Number Generators”, OOPSLA 2014) over 64-bit integers that wrap. docs/replay.md states it for other
 * programs. Stateless.
 */
final class SplitMix {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private SplitMix() {}

    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The {@code number}-th draw, from 0, of a seed's stream: an unsigned 64-bit number. */
    static long draw(long seed, int stream, long number) {
        return mix(mix(seed + stream * GOLDEN) + (number + 1) * GOLDEN);
    }

    /** A draw brought below {@code bound}, by the unsigned remainder. */
    static long below(long draw, long bound) {
        return Long.remainderUnsigned(draw, bound);
    }
}
