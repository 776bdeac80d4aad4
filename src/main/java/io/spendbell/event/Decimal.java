package io.spendbell.event;

/**
 * Reads decimal numbers in JSON's notation as whole billionths, rounded half to even. The cost grows with the number of
 * characters only, whatever the exponent says. Stateless.
 */
final class Decimal {
    /** The answer for a number whose size is beyond what was allowed. */
    static final long OUT_OF_RANGE = Long.MIN_VALUE;

    private static final int DECIMALS = 9;
    private static final long NOT_PLAIN = -1;
    private static final long[] POWERS_OF_TEN = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    /** More than any text has digits, so that a larger exponent makes no difference. */
    private static final long EXPONENT_CAP = 1_000_000_000_000L;

    private Decimal() {}

    /**
     * The number in billionths.
     *
     * @param largest the largest size allowed, in billionths, at most 9.2e18; it is compared with the number as it is
     *     written, before rounding
     * @return the billionths, or {@link #OUT_OF_RANGE}
     * @throws NumberFormatException if the text is not a number in JSON's notation
     */
    static long billionths(char[] text, int offset, int length, long largest) {
        long size = plain(text, offset, offset + length);
        return size >= 0 && size <= largest ? size : general(text, offset, length, largest);
    }

    /**
     * A number without sign and exponent, of up to nine digits before and behind the point: what most are. A negative
     * answer tells that it is something else.
     */
    private static long plain(char[] text, int first, int end) {
        long size = 0;
        int point = end;
        for (int at = first; at < end; at++) {
            int digit = text[at] - '0';
            if (digit >= 0 && digit <= 9) {
                size = size * 10 + digit;
            } else if (text[at] == '.' && point == end) {
                point = at;
            } else {
                return NOT_PLAIN;
            }
        }
        int whole = point - first;
        int decimals = Math.max(0, end - point - 1);
        boolean plain = whole > 0
                && whole <= DECIMALS
                && decimals <= DECIMALS
                && point != end - 1
                && (whole == 1 || text[first] != '0');
        return plain ? size * POWERS_OF_TEN[DECIMALS - decimals] : NOT_PLAIN;
    }

    private static long general(char[] text, int offset, int length, long largest) {
        int end = offset + length;
        int first = length > 0 && text[offset] == '-' ? offset + 1 : offset;
        int point = -1;
        int mantissaEnd = end;
        long exponent = 0;
        for (int at = first; at < end; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                continue;
            }
            if (c == '.' && point < 0) {
                point = at;
            } else if (c == 'e' || c == 'E') {
                mantissaEnd = at;
                exponent = exponent(text, at + 1, end);
                break;
            } else {
                throw malformed();
            }
        }
        int integerEnd = point < 0 ? mantissaEnd : point;
        if (integerEnd == first || point == mantissaEnd - 1 || (text[first] == '0' && integerEnd > first + 1)) {
            throw malformed();
        }
        long wholeDigits = (integerEnd - first) + DECIMALS + exponent;
        long size = rounded(text, first, mantissaEnd, wholeDigits, largest);
        return first > offset && size != OUT_OF_RANGE ? -size : size;
    }

    /** Whether the number, which must be one, is less than zero as it is written, before rounding. */
    static boolean isBelowZero(char[] text, int offset, int length) {
        if (text[offset] != '-') {
            return false;
        }
        for (int at = offset + 1; at < offset + length && text[at] != 'e' && text[at] != 'E'; at++) {
            if (text[at] >= '1') {
                return true;
            }
        }
        return false;
    }

    /** The digits from {@code first}, of which the first {@code wholeDigits} stand before the rounded number's end. */
    private static long rounded(char[] text, int first, int end, long wholeDigits, long largest) {
        long size = 0;
        long missing = wholeDigits;
        int at = first;
        for (; at < end && missing > 0; at++) {
            if (text[at] != '.') {
                if (size > largest / 10) {
                    return OUT_OF_RANGE;
                }
                size = size * 10 + (text[at] - '0');
                missing--;
            }
        }
        for (; missing > 0 && size != 0; missing--) {
            if (size > largest / 10) {
                return OUT_OF_RANGE;
            }
            size *= 10;
        }
        if (size > largest) {
            return OUT_OF_RANGE;
        }
        return at < end ? withRest(size, text, at, end, missing == 0, largest) : size;
    }

    /** Rounds by the digits that were cut off; only where they start right behind the last whole one do they count. */
    private static long withRest(long size, char[] text, int from, int end, boolean adjacent, long largest) {
        int at = text[from] == '.' ? from + 1 : from;
        int tenths = at < end ? text[at] - '0' : 0;
        boolean more = false;
        for (int i = at + 1; i < end && !more; i++) {
            more = text[i] >= '1';
        }
        if (size == largest && (tenths > 0 || more)) {
            return OUT_OF_RANGE;
        }
        boolean up = tenths > 5 || (tenths == 5 && (more || (size & 1) == 1));
        return adjacent && up ? size + 1 : size;
    }

    private static long exponent(char[] text, int from, int end) {
        boolean signed = from < end && (text[from] == '-' || text[from] == '+');
        int first = signed ? from + 1 : from;
        if (first >= end) {
            throw malformed();
        }
        long exponent = 0;
        for (int at = first; at < end; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                throw malformed();
            }
            exponent = Math.min(EXPONENT_CAP, exponent * 10 + digit);
        }
        return signed && text[from] == '-' ? -exponent : exponent;
    }

    private static NumberFormatException malformed() {
        return new NumberFormatException("not a number in JSON's notation");
    }
}
