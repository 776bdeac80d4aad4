package io.spendbell.store.core;

import io.spendbell.alert.Level;
import java.time.Instant;

/** Parts of keys that sort as text as what they stand for sorts. */
public final class SortKey {
    /** Separates the parts of a key; sorts before every other character. */
    public static final char SEPARATOR = '\0';

    private static final long OFFSET = 1L << 62;

    private SortKey() {}

    /** A number as 19 digits, negative numbers before positive ones; from -2⁶² to 2⁶² - 1. */
    public static String number(long number) {
        String digits = Long.toString(number + OFFSET);
        return "0".repeat(19 - digits.length()) + digits;
    }

    /** One character, the highest level first. */
    public static String rank(Level level) {
        return switch (level) {
            case HIGH -> "0";
            case MEDIUM -> "1";
            case LOW -> "2";
        };
    }

    /** The level whose rank a key begins with. */
    static Level level(String key) {
        return key.startsWith("0") ? Level.HIGH : key.startsWith("1") ? Level.MEDIUM : Level.LOW;
    }

    public static String time(Instant time) {
        return number(time.toEpochMilli());
    }

    /** The first millisecond that is not before a time, so that nothing is due, and nothing ends, too early. */
    public static long millisFrom(Instant time) {
        long millis = time.toEpochMilli();
        return Instant.ofEpochMilli(millis).isBefore(time) ? millis + 1 : millis;
    }

    public static Instant readTime(String key, int at) {
        return Instant.ofEpochMilli(Long.parseLong(key.substring(at, at + 19)) - OFFSET);
    }
}
