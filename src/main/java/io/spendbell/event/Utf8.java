package io.spendbell.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at bytes that should be UTF-8 text. Stateless. */
final class Utf8 {
    /** In the answer of {@link #scan}: there is a byte outside 0x01 to 0x7F. */
    static final int NOT_ASCII = 1;

    /** In the answer of {@link #scan}: there is a backslash. */
    static final int BACKSLASH = 2;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long BACKSLASHES = '\\' * ONES;

    private Utf8() {}

    /** What the bytes contain that needs a closer look: a sum of {@link #NOT_ASCII} and {@link #BACKSLASH}, or 0. */
    static int scan(byte[] bytes, int offset, int length) {
        long notAscii = 0;
        long backslash = 0;
        int end = offset + length;
        int at = offset;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, at);
            long other = eight ^ BACKSLASHES;
            notAscii |= (eight - ONES) | eight;
            backslash |= (other - ONES) & ~other;
        }
        for (; at < end; at++) {
            notAscii |= bytes[at] <= 0 ? HIGH_BITS : 0;
            backslash |= bytes[at] == '\\' ? HIGH_BITS : 0;
        }
        return ((notAscii & HIGH_BITS) != 0 ? NOT_ASCII : 0) + ((backslash & HIGH_BITS) != 0 ? BACKSLASH : 0);
    }

    /**
     * The index of the first byte that is NUL or does not belong to well-formed UTF-8 (Unicode, table 3-7: nothing overlong,
     * no surrogates, nothing beyond U+10FFFF), or -1.
     */
    static int firstMalformed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            int lead = bytes[at];
            if (lead > 0) {
                at++;
                continue;
            }
            int size = sequenceLength(lead & 0xFF);
            if (size == 0 || end - at < size || !secondFits(lead & 0xFF, bytes[at + 1] & 0xFF)) {
                return at;
            }
            for (int i = 2; i < size; i++) {
                if ((bytes[at + i] & 0xC0) != 0x80) {
                    return at;
                }
            }
            at += size;
        }
        return -1;
    }

    private static int sequenceLength(int lead) {
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean secondFits(int lead, int second) {
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return second >= lowest && second <= highest;
    }
}
