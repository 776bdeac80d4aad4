package io.spendbell.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Cuts a body that comes in pieces of any size into its items. It holds either a JSON array, whose items are its elements,
 * or lines, whose items are JSON objects. Of an item that comes in several pieces the beginning is held, up to
 * {@link #LONGEST_ITEM}; of a longer one the members that nobody reads are left out. What is an item does not depend on how
 * the body was cut into pieces. Confined to one thread.
 *
 * <p>Lines: an item ends with its line where its brackets are closed or a string is open, else before the next line that begins
 * with a brace. So each line of NDJSON is an item, broken or not, and so is an object that is indented over many lines.
 */
final class ItemSplitter {
    /** The longest item, in bytes, that is taken: without the members that are not read, where it is longer with them. */
    static final int LONGEST_ITEM = 1 << 20;

    private static final String TOO_LONG =
            "item: longer than allowed (expected: at most " + LONGEST_ITEM + " bytes of what is read)";
    private static final String NO_OBJECT = "item: not an object (expected: a JSON object)";
    private static final String NO_ARRAY = "body: not JSON from here on (expected: an array of JSON objects)";
    private static final String GOES_ON = "body: something follows the array (expected: nothing)";
    private static final String CUT = "body: ends before the array does (expected: an array of JSON objects)";
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final Items items;
    private final HeldItem held;
    private final Nesting nesting = new Nesting();
    private State state = State.START;
    private boolean firstInArray;

    /** Takes what was found, in order. */
    interface Items {
        /** What should be an object; the bytes are valid during the call only. */
        void item(byte[] buffer, int offset, int length);

        /** A null in an array or on a line of its own: no item, but it has a place. */
        void nothing();

        /** Something that cannot be an item. */
        void broken(String why);
    }

    private enum State {
        START,
        BETWEEN_LINES,
        IN_LINES,
        /** Behind a line's end, with brackets open. */
        IN_LINES_AT_START,
        BEFORE_ELEMENT,
        IN_OBJECT,
        IN_LIST,
        IN_SCALAR,
        AFTER_ELEMENT,
        AFTER_ARRAY,
        /** What follows cannot be told apart. */
        LOST
    }

    /**
     * A splitter for one body.
     *
     * @param unread the names of members at an item's root that nobody reads
     */
    ItemSplitter(Items items, Set<String> unread) {
        this.items = items;
        this.held = new HeldItem(unread);
    }

    /** How many bytes of memory are taken by an item whose end has not come. */
    int heldBytes() {
        return held.memory();
    }

    /** Whether nothing but white space has come. */
    boolean isBlank() {
        return state == State.START;
    }

    /** Takes the first {@code length} bytes of {@code chunk}, which are not kept. */
    void feed(byte[] chunk, int length) {
        int start = 0;
        for (int at = 0; at < length; at++) {
            byte b = chunk[at];
            switch (state) {
                case START -> {
                    if (b == '[') {
                        state = State.BEFORE_ELEMENT;
                        firstInArray = true;
                    } else if (!isBlank(b)) {
                        start = at;
                        beginLine(b);
                    }
                }
                case BETWEEN_LINES -> {
                    if (!isBlank(b)) {
                        start = at;
                        beginLine(b);
                    }
                }
                case IN_LINES -> {
                    if (b != '\n') {
                        nesting.follow(b);
                    } else if (nesting.isInString() || nesting.depth() <= 0) {
                        complete(chunk, start, at);
                        state = State.BETWEEN_LINES;
                    } else {
                        state = State.IN_LINES_AT_START;
                    }
                }
                case IN_LINES_AT_START -> {
                    if (b == '{') {
                        complete(chunk, start, at);
                        start = at;
                        beginLine(b);
                    } else if (b != '\n') {
                        state = State.IN_LINES;
                        nesting.follow(b);
                    }
                }
                case BEFORE_ELEMENT -> {
                    if (!isBlank(b)) {
                        start = at;
                        beginElement(b);
                    }
                }
                case IN_OBJECT, IN_LIST -> {
                    nesting.follow(b);
                    if (nesting.depth() == 0 && !nesting.isInString()) {
                        completeElement(chunk, start, at + 1);
                    }
                }
                case IN_SCALAR -> {
                    if (!nesting.isInString() && (b == ',' || b == ']' || isBlank(b))) {
                        completeElement(chunk, start, at);
                        afterElement(b);
                    } else {
                        nesting.follow(b);
                    }
                }
                case AFTER_ELEMENT -> afterElement(b);
                case AFTER_ARRAY -> {
                    if (!isBlank(b)) {
                        lose(GOES_ON);
                    }
                }
                case LOST -> at = length;
            }
        }
        if (isInItem()) {
            held.add(chunk, start, length - start);
        }
    }

    /** The body is complete. */
    void end() {
        switch (state) {
            case IN_LINES, IN_LINES_AT_START -> complete(held.bytes(), 0, 0);
            case BEFORE_ELEMENT, IN_OBJECT, IN_LIST, IN_SCALAR, AFTER_ELEMENT -> items.broken(CUT);
            case START, BETWEEN_LINES, AFTER_ARRAY, LOST -> {}
        }
        state = State.LOST;
        held.forget();
    }

    private boolean isInItem() {
        return switch (state) {
            case IN_LINES, IN_LINES_AT_START, IN_OBJECT, IN_LIST, IN_SCALAR -> true;
            default -> false;
        };
    }

    private void beginLine(byte b) {
        state = State.IN_LINES;
        nesting.begin(b);
    }

    private void beginElement(byte b) {
        switch (b) {
            case '{' -> state = State.IN_OBJECT;
            case '[' -> state = State.IN_LIST;
            case ']' -> state = firstInArray ? State.AFTER_ARRAY : State.LOST;
            case ',', '}', ':' -> state = State.LOST;
            default -> state = State.IN_SCALAR;
        }
        if (state == State.LOST) {
            items.broken(NO_ARRAY);
        }
        firstInArray = false;
        nesting.begin(b);
    }

    private void afterElement(byte b) {
        if (b == ',') {
            state = State.BEFORE_ELEMENT;
        } else if (b == ']') {
            state = State.AFTER_ARRAY;
        } else if (!isBlank(b)) {
            lose(NO_ARRAY);
        } else {
            state = State.AFTER_ELEMENT;
        }
    }

    private void lose(String why) {
        items.broken(why);
        state = State.LOST;
    }

    private void completeElement(byte[] chunk, int start, int end) {
        State what = state;
        state = State.AFTER_ELEMENT;
        if (what == State.IN_OBJECT) {
            complete(chunk, start, end);
            return;
        }
        boolean isNull = what == State.IN_SCALAR && held.isWith(chunk, start, end, NULL);
        held.forget();
        if (isNull) {
            items.nothing();
        } else {
            items.broken(NO_OBJECT);
        }
    }

    private void complete(byte[] chunk, int start, int end) {
        if (held.isEmpty() && end - start <= LONGEST_ITEM) {
            give(chunk, start, end - start);
            return;
        }
        held.add(chunk, start, end - start);
        if (held.isTooLong()) {
            held.forget();
            items.broken(TOO_LONG);
        } else {
            byte[] buffer = held.bytes();
            int length = held.length();
            held.forget();
            give(buffer, 0, length);
        }
    }

    private void give(byte[] buffer, int offset, int length) {
        int end = offset + length;
        while (end > offset && isBlank(buffer[end - 1])) {
            end--;
        }
        if (Arrays.equals(buffer, offset, end, NULL, 0, NULL.length)) {
            items.nothing();
        } else {
            items.item(buffer, offset, length);
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
