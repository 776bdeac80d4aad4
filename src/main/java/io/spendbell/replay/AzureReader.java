package io.spendbell.replay;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace in the format of the <a href="https://github.com/Azure/AzurePublicDataset">Azure LLM inference traces</a>,
 * each row as one {@code spend} event. Times are UTC where they name no offset.
 */
final class AzureReader implements EventReader {
    static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";

    private static final String OPTION = "--trace";
    private static final int FIELDS = 3;
    private static final int MOST_DIGITS = 15;
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter();

    private final Path file;
    private final LineReader lines;
    private final Spread spread;
    private final PriceList prices;
    private final Duration shift;
    private long row;

    /**
     * @param firstRow the number of the file's first row among the rows of all files
     * @param shift what is added to the recorded times
     */
    AzureReader(Path file, Spread spread, PriceList prices, long firstRow, Duration shift) throws IOException {
        this.file = file;
        this.spread = spread;
        this.prices = prices;
        this.row = firstRow;
        this.shift = shift;
        this.lines = new LineReader(file);
    }

    @Override
    public @Nullable TraceEvent next() throws IOException {
        LineReader.Line line = lines.next();
        while (line != null && (line.isBlank() || HEADER.equals(line.text()))) {
            line = lines.next();
        }
        return line == null ? null : event(line);
    }

    private TraceEvent event(LineReader.Line line) throws UnsuitableFileException {
        String[] fields = line.text() == null ? new String[0] : line.text().split(",", -1);
        if (fields.length != FIELDS) {
            throw malformed(line);
        }
        Instant time = time(fields[0]);
        long prompt = tokens(fields[1]);
        long generated = tokens(fields[2]);
        if (time == null || prompt < 0 || generated < 0) {
            throw malformed(line);
        }
        ModelPrice price = prices.model(row);
        Spread.Owner owner = spread.owner(row);
        row++;
        BigDecimal cost = price.cost(prompt, generated);
        return new TraceEvent(json(time.plus(shift), cost, owner, price), time, cost, owner.teamId());
    }

    private UnsuitableFileException malformed(LineReader.Line line) {
        return UnsuitableFileException.at(
                OPTION, file, line.number(), "a time such as 2023-11-16 18:17:03.9799600 and two numbers of tokens");
    }

    private static @Nullable Instant time(String text) {
        try {
            TemporalAccessor read = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return read instanceof OffsetDateTime zoned
                    ? zoned.toInstant()
                    : ((LocalDateTime) read).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A whole number, or -1 if the text is none. */
    private static long tokens(String text) {
        boolean whole =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return whole ? Long.parseLong(text) : -1;
    }

    private static String json(Instant time, BigDecimal cost, Spread.Owner owner, ModelPrice price) {
        StringBuilder json = new StringBuilder(384);
        json.append("{\"event\":\"spend\",\"cost\":").append(plain(cost));
        text(json, "time", time.toString());
        text(json, "token", owner.token());
        text(json, "key_alias", owner.keyAlias());
        text(json, "user_id", owner.userId());
        text(json, "team_id", owner.teamId());
        text(json, "team_alias", owner.teamAlias());
        text(json, "model", price.model());
        text(json, "provider", price.provider());
        return json.append('}').toString();
    }

    private static String plain(BigDecimal cost) {
        return cost.signum() == 0 ? "0" : cost.stripTrailingZeros().toPlainString();
    }

    private static void text(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, json);
        json.append('"');
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
