package io.spendbell.config;

import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One place of a configuration that is being read. Each reading method follows references, gives null or the default where
 * nothing stands there, and where something else stands there than it reads, adds a fault and does the same.
 *
 * @param hidden whether its value is a secret, which faults do not show
 * @param files whether {@code file:/path} is a reference here
 */
record Setting(Reading reading, String path, Value value, boolean hidden, boolean files) {
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(0|[1-9][0-9]{0,30}|(?=\\.[0-9]))(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,2})?");
    private static final Map<String, Boolean> TRUTHS =
            Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);
    private static final Bounds MONEY = Bounds.whole(0, 4_000_000_000L);
    private static final int LONGEST_TEXT = 8192;

    Setting(Reading reading, String path, Value value) {
        this(reading, path, value, false, true);
    }

    /** The same place, with a value that faults do not show. */
    Setting asHidden() {
        return new Setting(reading, path, value, true, files);
    }

    /** The same place, where {@code file:} is no reference. */
    Setting withoutFiles() {
        return new Setting(reading, path, value, hidden, false);
    }

    boolean isPresent() {
        return !(value instanceof Value.Absent);
    }

    /** Whether a number stands here, and not in quotes. */
    boolean isBareNumber() {
        return value instanceof Value.Scalar scalar
                && !scalar.quoted()
                && NUMBER.matcher(scalar.text()).matches();
    }

    boolean isEmptyList() {
        return value instanceof Value.Items items && items.values().isEmpty();
    }

    /** Its value as a person may see it. */
    String shown() {
        if (hidden) {
            return Secret.SHOWN;
        }
        return value instanceof Value.Scalar scalar ? Reading.shown(scalar.text()) : value.kind();
    }

    void fault(String rule) {
        reading.findings().fault(path, shown(), rule);
    }

    void warning(String message) {
        reading.findings().warning(path, message);
    }

    /** A text of at least one character, without line breaks and control characters. */
    @Nullable
    String text() {
        return text("text");
    }

    /** A text as {@link #text()}; a fault says that {@code rule} was expected. */
    @Nullable
    String text(String rule) {
        String text = scalar(rule);
        if (text == null) {
            return null;
        }
        if (value instanceof Value.Scalar scalar && !scalar.quoted() && TRUTHS.containsKey(lower(scalar.text()))) {
            fault(rule + "; in quotes if it is meant as text");
            return null;
        }
        if (text.isBlank() || text.length() > LONGEST_TEXT || !text.codePoints().allMatch(Reading::isPlain)) {
            fault(rule + "; one line, not empty");
            return null;
        }
        return text;
    }

    @Nullable
    Secret secret() {
        String text = asHidden().text();
        return text == null ? null : Secret.of(text);
    }

    boolean flag(boolean byDefault) {
        String text = scalar("true or false");
        if (text == null) {
            return byDefault;
        }
        Boolean truth = TRUTHS.get(lower(text));
        if (truth == null) {
            fault("true or false");
            return byDefault;
        }
        return truth;
    }

    /** A plain decimal number, such as 86400, 0.5 or 1e9, in quotes or not. */
    @Nullable
    BigDecimal number(Bounds bounds) {
        return number(bounds, bounds.toString());
    }

    private @Nullable BigDecimal number(Bounds bounds, String rule) {
        String text = scalar(rule);
        if (text == null) {
            return null;
        }
        BigDecimal number = NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
        if (number == null || !bounds.contains(number)) {
            fault(rule);
            return null;
        }
        return number;
    }

    /**
     * A number that LiteLLM takes, brought within what is possible here; a warning says so where that changes it.
     *
     * @param taken what LiteLLM takes
     * @param possible what is possible here
     */
    @Nullable
    BigDecimal number(Bounds taken, Bounds possible) {
        BigDecimal number = number(taken);
        if (number == null || possible.contains(number)) {
            return number;
        }
        BigDecimal nearest = number.max(possible.min()).min(possible.max());
        warning(number.toPlainString() + " is taken as " + nearest.toPlainString() + ": here it is " + possible);
        return nearest;
    }

    /** A whole number, as {@link #number(Bounds, Bounds)}. */
    int whole(int byDefault, Bounds taken, Bounds possible) {
        BigDecimal number = number(taken, possible);
        return number == null ? byDefault : number.intValueExact();
    }

    /** A duration in whole seconds, as {@link #number(Bounds, Bounds)}. */
    Duration seconds(Duration byDefault, Bounds taken, Bounds possible) {
        BigDecimal number = number(taken, possible);
        return number == null ? byDefault : Duration.ofSeconds(number.longValueExact());
    }

    int whole(int byDefault, Bounds bounds) {
        BigDecimal number = number(bounds);
        return number == null ? byDefault : number.intValueExact();
    }

    /** A duration in seconds, to the millisecond. */
    Duration seconds(Duration byDefault, Bounds bounds) {
        BigDecimal number = number(bounds);
        return number == null
                ? byDefault
                : Duration.ofMillis(number.movePointRight(3)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact());
    }

    /** An amount of US dollars, rounded half-even to 1e-9. */
    @Nullable
    Usd usd() {
        BigDecimal number = number(new Bounds(MONEY.min(), MONEY.max(), false), "US dollars, from 0 to 4000000000");
        return number == null ? null : Usd.of(number);
    }

    /** An amount of US dollars within bounds, rounded half-even to 1e-9. */
    @Nullable
    Usd usd(Bounds bounds) {
        BigDecimal number = number(bounds);
        return number == null ? null : Usd.of(number);
    }

    /** Whether one of some names stands here, as it is written. */
    boolean isOneOf(Collection<String> names) {
        return value instanceof Value.Scalar scalar && names.contains(scalar.text());
    }

    /** One of some names, as it is written. */
    @Nullable
    String oneOf(Collection<String> names) {
        String text = text("one of " + String.join(", ", names));
        if (text == null || names.contains(text)) {
            return text;
        }
        fault(NearestName.rule(text, names));
        return null;
    }

    /** A mapping; an empty one where nothing stands here. */
    Block block() {
        return block("a mapping");
    }

    Block block(String rule) {
        if (value instanceof Value.Entries entries) {
            return new Block(reading, path, entries.values());
        }
        if (isPresent()) {
            reading.findings().fault(path, value.kind(), rule);
        }
        return new Block(reading, path, Map.of());
    }

    /** The items of a list; none where nothing stands here. An item that is null is a fault. */
    List<Setting> items(String rule) {
        if (value instanceof Value.Items items) {
            List<Setting> settings = new ArrayList<>();
            for (Value item : items.values()) {
                Setting setting = new Setting(reading, path + "[" + settings.size() + "]", item, hidden, files);
                settings.add(setting);
            }
            settings.stream()
                    .filter(item -> !item.isPresent())
                    .forEach(item -> item.fault("an item that is not empty"));
            return settings.stream().filter(Setting::isPresent).toList();
        }
        if (isPresent()) {
            reading.findings().fault(path, value.kind(), rule);
        }
        return List.of();
    }

    /** The items of a list, or the one thing that stands here in place of a list. */
    List<Setting> itemsOrOne() {
        return value instanceof Value.Scalar ? List.of(this) : items("one, or a list");
    }

    /** What stands here, its references followed; null after a fault too. */
    private @Nullable String scalar(String rule) {
        if (!(value instanceof Value.Scalar scalar)) {
            if (isPresent()) {
                reading.findings().fault(path, value.kind(), rule);
            }
            return null;
        }
        try {
            String followed = reading.references().followed(scalar.text(), files);
            return followed == null ? scalar.text() : followed;
        } catch (References.Dangling e) {
            fault(e.rule());
            return null;
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
