package io.spendbell.event;

/**
 * Why an event is rejected: the field, what stood there and what was expected, as {@code name: value (expected: rule)}. It
 * has no stack trace, for it is an answer to a sender and may be given a hundred thousand times a second.
 */
public final class InvalidEventException extends Exception {
    private static final int LONGEST_VALUE = 60;

    private final String field;

    public InvalidEventException(String field, String problem) {
        super(field + ": " + problem, null, false, false);
        this.field = field;
    }

    public static InvalidEventException missing(String field, String rule) {
        return new InvalidEventException(field, "missing (expected: " + rule + ")");
    }

    /** A value that breaks a rule; a long value is shown by its beginning. */
    public static InvalidEventException unexpected(String field, String value, String rule) {
        String shown = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
        return new InvalidEventException(field, shown + " (expected: " + rule + ")");
    }

    /** The field at fault, as a path from the event's root. */
    public String field() {
        return field;
    }
}
