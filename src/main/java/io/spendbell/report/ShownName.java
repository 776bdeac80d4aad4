package io.spendbell.report;

import io.spendbell.event.Redaction;

/** Names from outside as they stand in a line of a report: without secrets and line breaks, and not too long. Stateless. */
final class ShownName {
    private static final int LONGEST = 40;

    private ShownName() {}

    static String of(EntityName name) {
        String alias = name.alias();
        String shown = line(alias == null || alias.isBlank() ? name.id() : alias);
        return shown.isEmpty() ? "(unnamed)" : shown;
    }

    private static String line(String foreign) {
        String line = Redaction.of(foreign)
                .replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ")
                .strip();
        if (line.length() <= LONGEST) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return line.substring(0, end) + "…";
    }
}
