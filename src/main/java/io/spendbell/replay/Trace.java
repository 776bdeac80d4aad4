package io.spendbell.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One or more recorded files, read through once so that it is known how many events they hold and when the latest happened.
 * What a file holds is told by its content. Immutable; the files must not change while they are replayed.
 */
public final class Trace {
    private static final String OPTION = "--trace";
    private static final String EXPECTED = "NDJSON events, or an Azure LLM trace with the header " + AzureReader.HEADER;

    /** How many lines are looked at for one that tells the kind. */
    private static final int LINES_LOOKED_AT = 20;

    private final List<Part> parts;
    private final long events;
    private final @Nullable Instant latest;

    /** What rows of a trace that names nobody are given: owners and, where a price list was given, models. */
    public record Filling(Spread spread, @Nullable PriceList prices) {}

    private Trace(List<Part> parts, long events, @Nullable Instant latest) {
        this.parts = parts;
        this.events = events;
        this.latest = latest;
    }

    /**
     * Reads the files through.
     *
     * @throws UnsuitableFileException if a file cannot be read, is of neither kind, or has a malformed row
     */
    public static Trace survey(List<Path> files, Filling filling) throws IOException {
        List<Part> parts = new ArrayList<>();
        long events = 0;
        long rows = 0;
        Instant latest = null;
        for (Path file : files) {
            Part part = part(file, filling, rows);
            parts.add(part);
            long before = events;
            try (EventReader reader = part.open(Duration.ZERO, skipped -> {})) {
                TraceEvent event;
                while ((event = reader.next()) != null) {
                    events++;
                    Instant time = event.recorded();
                    latest = time != null && (latest == null || time.isAfter(latest)) ? time : latest;
                }
            }
            rows += part instanceof AzurePart ? events - before : 0;
        }
        return new Trace(List.copyOf(parts), events, latest);
    }

    /** How many events will be sent. */
    public long events() {
        return events;
    }

    /** How far times are moved so that the latest becomes {@code now}; zero if no event has a time. */
    public Duration shiftTo(Instant now) {
        return latest == null ? Duration.ZERO : Duration.between(latest, now);
    }

    /**
     * Opens the files, merged by time.
     *
     * @param skipped is given a message for each line that is no event
     */
    EventReader open(Duration shift, Consumer<String> skipped) throws IOException {
        List<EventReader> readers = new ArrayList<>();
        MergedReader merged = new MergedReader(readers);
        try {
            for (Part part : parts) {
                readers.add(part.open(shift, skipped));
            }
        } catch (IOException e) {
            merged.close();
            throw e;
        }
        return merged;
    }

    private static Part part(Path file, Filling filling, long firstRow) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw UnsuitableFileException.of(OPTION, file, "a file that can be read");
        }
        // A pipe would be empty when it is read again.
        if (!Files.isRegularFile(file)) {
            throw UnsuitableFileException.of(OPTION, file, "a regular file, as it is read more than once");
        }
        if (!isAzure(file)) {
            return new NdjsonPart(file);
        }
        PriceList prices = filling.prices();
        if (prices == null) {
            throw UnsuitableFileException.of(OPTION, file, "--prices FILE beside an Azure LLM trace");
        }
        return new AzurePart(file, filling.spread(), prices, firstRow);
    }

    private static boolean isAzure(Path file) throws IOException {
        try (LineReader lines = new LineReader(file)) {
            boolean first = true;
            LineReader.Line line;
            while ((line = lines.next()) != null && line.number() <= LINES_LOOKED_AT) {
                String text = line.text();
                if (text == null || text.isBlank()) {
                    continue;
                }
                if (first && text.equals(AzureReader.HEADER)) {
                    return true;
                }
                if (text.stripLeading().startsWith("{")) {
                    return false;
                }
                first = false;
            }
        }
        throw UnsuitableFileException.of(OPTION, file, EXPECTED);
    }

    /** A file of a known kind. */
    private sealed interface Part {
        EventReader open(Duration shift, Consumer<String> skipped) throws IOException;
    }

    private record NdjsonPart(Path file) implements Part {
        @Override
        public EventReader open(Duration shift, Consumer<String> skipped) throws IOException {
            return new NdjsonReader(file, shift, skipped);
        }
    }

    private record AzurePart(Path file, Spread spread, PriceList prices, long firstRow) implements Part {
        @Override
        public EventReader open(Duration shift, Consumer<String> skipped) throws IOException {
            return new AzureReader(file, spread, prices, firstRow, shift);
        }
    }
}
