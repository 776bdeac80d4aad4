package io.spendbell.event;

/**
 * Why an event is rejected: the field, what stood there and what was expected, as {@code name: value (expected: rule)}. It
 * has no stack trace, for it is an answer to a sender and may be given a hundred thousand times a second.
 */
public final class InvalidEventException extends Exception {
    private static final int LONGEST_VALUE = 60;

    private final String field;

    public InvalidEventException(String field, String problem) {
        this(field, field, problem);
    }

    private InvalidEventException(String field, String subject, String problem) {
        super(subject + ": " + problem, null, false, false);
        this.field = field;
    }

    public static InvalidEventException missing(String field, String rule) {
        return new InvalidEventException(field, "missing (expected: " + rule + ")");
    }

    /**
     * A value that breaks a rule; a long value is shown by its beginning, characters that have no shape of their own (line
     * breaks, control and bidi characters) by their numbers.
     */
    public static InvalidEventException unexpected(String field, String value, String rule) {
        return new InvalidEventException(field, shown(value) + " (expected: " + rule + ")");
    }

    /** Bytes that are not one JSON object in UTF-8; no field is at fault. */
    public static InvalidEventException notAnObject(String problem) {
        return new InvalidEventException("", "line is not one JSON object", problem);
    }

    /** What failed as nobody foresaw, by what and where, but not by what the failure says: that may be foreign text at length. */
    public static InvalidEventException unforeseen(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        String where = trace.length == 0 ? "" : " at " + trace[0].getFileName() + ":" + trace[0].getLineNumber();
        return new InvalidEventException(
                "event",
                "could not be read (a fault of Spendbell's own: "
                        + failure.getClass().getSimpleName() + where + ")");
    }

    /** The field at fault, as a path from the event's root; empty where the event could not be read at all. */
    public String field() {
        return field;
    }

    /** The same of a field that stands at the event's root and not in an object inside it. */
    InvalidEventException outside(String object) {
        String prefix = object + ".";
        String message = String.valueOf(getMessage());
        return field.startsWith(prefix) && message.startsWith(field + ": ")
                ? new InvalidEventException(
                        field.substring(prefix.length()), message.substring(field.length() + ": ".length()))
                : this;
    }

    private static String shown(String value) {
        if (value.isEmpty()) {
            return "\"\"";
        }
        StringBuilder shown = new StringBuilder();
        int at = 0;
        while (at < value.length() && at < LONGEST_VALUE) {
            int character = value.codePointAt(at);
            if (hasShape(character)) {
                shown.appendCodePoint(character);
            } else {
                shown.append("\\u{").append(Integer.toHexString(character)).append('}');
            }
            at += Character.charCount(character);
        }
        return at < value.length() ? shown.append('…').toString() : shown.toString();
    }

    private static boolean hasShape(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
