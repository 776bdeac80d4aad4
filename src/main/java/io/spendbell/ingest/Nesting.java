package io.spendbell.ingest;

/** How deep in brackets a place of a JSON text is, and whether in a string. Confined to one thread. */
final class Nesting {
    private boolean inString;
    private boolean escaped;
    private int depth;

    /** Begins with the first byte of a text. */
    void begin(byte b) {
        inString = false;
        escaped = false;
        depth = 0;
        follow(b);
    }

    void follow(byte b) {
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else if (b == '"') {
                inString = false;
            }
        } else if (b == '"') {
            inString = true;
        } else if (b == '{' || b == '[') {
            depth++;
        } else if (b == '}' || b == ']') {
            depth--;
        }
    }

    boolean isInString() {
        return inString;
    }

    /** How many brackets are open; below zero where more were closed. */
    int depth() {
        return depth;
    }
}
