package io.spendbell.traffic;

import io.spendbell.event.EntityFields;
import io.spendbell.event.Redaction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Foreign text as it stands in a sentence of ours: without secrets, and no longer than leaves room for the rest. Stateless. */
final class Words {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ERROR = 1_000;
    private static final int NANOS = 9;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm:ss ", Locale.ENGLISH);
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("z", Locale.ENGLISH);

    private Words() {}

    static String name(String foreign) {
        return cut(Redaction.of(foreign), LONGEST_NAME);
    }

    /** A failure in a gateway's words, from which secrets are left out already. */
    static String error(String foreign) {
        return cut(foreign.strip(), LONGEST_ERROR);
    }

    /** A model by its name, {@code otherwise} where it has none. */
    static String model(EntityFields fields, String otherwise) {
        String model = fields.model() != null ? fields.model() : fields.modelGroup();
        return model == null ? otherwise : name(model);
    }

    /** Where a call went: {@code  Request Model: gpt-5, API Base: https://eu.example.com.}; nothing where that is not known. */
    static String request(EntityFields fields) {
        String model = model(fields, "");
        String named = model.isEmpty() ? "" : " Request Model: " + model;
        return fields.apiBase() == null
                ? named + (named.isEmpty() ? "" : ".")
                : named + (named.isEmpty() ? " " : ", ") + "API Base: " + name(fields.apiBase()) + ".";
    }

    /** How many calls. */
    static String calls(long count) {
        return count == 1 ? "1 call" : String.format(Locale.ROOT, "%,d calls", count);
    }

    /** A length of time in seconds, to the hundredth. */
    static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), NANOS)
                .setScale(2, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /** A point in time with its date and zone. */
    static String time(Instant instant, ZoneId zone) {
        var local = instant.atZone(zone);
        boolean utc = zone.getRules().equals(ZoneOffset.UTC.getRules());
        return TIME.format(local) + (utc ? "UTC" : ZONE.format(local));
    }

    /** {@code prefix}, the name and {@code suffix}; nothing where there is no name. */
    static String around(String prefix, @Nullable String foreign, String suffix) {
        return foreign == null ? "" : prefix + name(foreign) + suffix;
    }

    /** The beginning of a text; a surrogate pair is never cut apart. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
