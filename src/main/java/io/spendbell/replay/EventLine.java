package io.spendbell.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event as a recorded line holds it. Only its {@code time} is ever changed: all other characters are sent as they stand,
 * what the daemon would reject included. Immutable.
 *
 * @param timeStart where the value of {@code time} begins in the text, if {@code time} is known
 * @param timeEnd where it ends
 * @param ofConnection whether the line is no event but steered the connection it was recorded on: a barrier or a token
 */
record EventLine(
        String text,
        @Nullable Instant time,
        int timeStart,
        int timeEnd,
        @Nullable BigDecimal cost,
        @Nullable String teamId,
        boolean ofConnection) {

    /** Digits behind the point beyond which a cost is summed as rounded to a billionth: no list price has half as many. */
    private static final int MOST_DECIMALS = 60;

    private static final int DECIMALS = 9;
    private static final int LONGEST_NUMBER = 100;
    private static final BigDecimal MOST_COST = BigDecimal.valueOf(4_000_000_000L);
    private static final BigDecimal LATEST_EPOCH_SECOND = BigDecimal.valueOf(9_200_000_000L);

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LineReader.LONGEST)
                    .build())
            .build();

    /** The event, or null if the line is not one JSON object and nothing else. */
    static @Nullable EventLine read(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Fields fields = new Fields(text);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                fields.take(name, value, parser);
                parser.skipChildren();
            }
            return parser.nextToken() == null ? fields.line() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The event with its time moved. */
    TraceEvent event(Duration shift) {
        String json = time == null || shift.isZero()
                ? text
                : text.substring(0, timeStart) + '"' + time.plus(shift) + '"' + text.substring(timeEnd);
        return new TraceEvent(json, time, cost, teamId);
    }

    /** What has been read of a line. */
    private static final class Fields {
        private final String text;
        private @Nullable String event;
        private @Nullable String status;
        private @Nullable String teamId;
        private @Nullable BigDecimal cost;
        private @Nullable Instant time;
        private int timeStart;
        private int timeEnd;
        private boolean token;
        private int count;

        Fields(String text) {
            this.text = text;
        }

        void take(String name, JsonToken value, JsonParser parser) throws IOException {
            count++;
            switch (name) {
                case "auth" -> token = true;
                case "event" -> event = string(value, parser);
                case "status" -> status = string(value, parser);
                case "team_id" -> teamId = string(value, parser);
                case "cost" -> cost = value.isNumeric() ? amount(parser.getText()) : null;
                case "time" -> {
                    timeStart = (int) parser.currentTokenLocation().getCharOffset();
                    time = value == JsonToken.VALUE_STRING
                            ? withZone(parser.getText())
                            : value.isNumeric() ? epochSeconds(parser.getText()) : null;
                    timeEnd = value == JsonToken.VALUE_STRING
                            ? text.indexOf('"', timeStart + 1) + 1
                            : timeStart + parser.getTextLength();
                }
                default -> {
                    // Other fields go as they are.
                }
            }
        }

        EventLine line() {
            boolean counts = "spend".equals(event) || ("request".equals(event) && "success".equals(status));
            boolean ofConnection = "sync".equals(event) || (token && count == 1);
            return new EventLine(text, time, timeStart, timeEnd, counts ? cost : null, teamId, ofConnection);
        }
    }

    private static @Nullable String string(JsonToken value, JsonParser parser) throws IOException {
        return value == JsonToken.VALUE_STRING ? parser.getText() : null;
    }

    /** RFC 3339 in the spellings that events may use; null if the text is none of them, which the daemon then judges. */
    private static @Nullable Instant withZone(String text) {
        try {
            return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT).replace(' ', 'T'))
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant epochSeconds(String number) {
        BigDecimal seconds = decimal(number, LATEST_EPOCH_SECOND);
        if (seconds == null || seconds.signum() < 0) {
            return null;
        }
        long nanos = seconds.setScale(DECIMALS, RoundingMode.HALF_EVEN)
                .movePointRight(DECIMALS)
                .longValueExact();
        return Instant.ofEpochSecond(0, nanos);
    }

    private static @Nullable BigDecimal amount(String number) {
        return decimal(number, MOST_COST);
    }

    /** The number; null if it is larger than {@code most} in either direction, so that sums stay small. */
    private static @Nullable BigDecimal decimal(String number, BigDecimal most) {
        if (number.length() > LONGEST_NUMBER) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(number);
            if (value.abs().compareTo(most) > 0) {
                return null;
            }
            return value.scale() <= MOST_DECIMALS ? value : rounded(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static BigDecimal rounded(BigDecimal value) {
        boolean vanishes = (long) value.precision() - value.scale() < -DECIMALS;
        return vanishes ? BigDecimal.ZERO : value.setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }
}
