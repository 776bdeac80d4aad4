package io.spendbell.ingest;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Copies a JSON object without the values of some members at its root, for which it writes null. It takes the object in
 * pieces and looks at no more than quotes, colons and brackets. Confined to one thread.
 */
final class Skimmer {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_NAME = 64;

    private final Set<String> names;
    private final byte[] name = new byte[LONGEST_NAME];
    private int nameLength;
    private boolean inName;
    private boolean mayBeginName;
    private boolean named;
    private boolean dropping;
    private boolean inString;
    private boolean escaped;
    private int depth;

    Skimmer(Set<String> names) {
        this.names = new HashSet<>(names);
    }

    /** Begins with an object. */
    void begin() {
        nameLength = 0;
        inName = false;
        mayBeginName = false;
        named = false;
        dropping = false;
        inString = false;
        escaped = false;
        depth = 0;
    }

    /**
     * Copies a piece.
     *
     * @param at where in {@code to} to write
     * @return where the copy ends, or -1 where it does not fit
     */
    int skim(byte[] from, int offset, int length, byte[] to, int at) {
        int written = at;
        for (int i = offset; i < offset + length; i++) {
            byte b = from[i];
            boolean begins = follow(b);
            if (!dropping) {
                if (written >= to.length) {
                    return -1;
                }
                to[written++] = b;
            }
            if (begins) {
                dropping = true;
                if (written + NULL.length > to.length) {
                    return -1;
                }
                for (byte letter : NULL) {
                    to[written++] = letter;
                }
            }
        }
        return written;
    }

    /** Looks at a byte, and tells whether it is the colon behind which a value begins that is to be left out. */
    private boolean follow(byte b) {
        if (inString) {
            followString(b);
            return false;
        }
        switch (b) {
            case '"' -> {
                inString = true;
                inName = depth == 1 && mayBeginName;
                mayBeginName = false;
                nameLength = 0;
            }
            case '{', '[' -> {
                depth++;
                mayBeginName = depth == 1;
                named = false;
            }
            case '}', ']' -> {
                depth--;
                dropping &= depth >= 1;
                named = false;
            }
            case ',' -> {
                dropping &= depth != 1;
                mayBeginName = depth == 1;
                named = false;
            }
            case ':' -> {
                boolean begins = named && !dropping;
                named = false;
                return begins;
            }
            default -> {}
        }
        return false;
    }

    private void followString(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
            named = inName
                    && nameLength <= LONGEST_NAME
                    && names.contains(new String(name, 0, nameLength, StandardCharsets.UTF_8));
            inName = false;
            return;
        }
        if (inName) {
            if (nameLength < LONGEST_NAME) {
                name[nameLength] = b;
            }
            nameLength = Math.min(nameLength + 1, LONGEST_NAME + 1);
        }
    }
}
