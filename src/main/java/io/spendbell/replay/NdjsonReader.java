package io.spendbell.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads recorded events, one JSON object a line; other lines are told and left out. Silently left out are blank lines, and
 * the barriers and tokens of the connection that was recorded: the replay has its own.
 */
final class NdjsonReader implements EventReader {
    private final Path file;
    private final LineReader lines;
    private final Duration shift;
    private final Consumer<String> skipped;

    /**
     * @param shift what is added to the recorded times
     * @param skipped is given a message for each line that is no JSON object
     */
    NdjsonReader(Path file, Duration shift, Consumer<String> skipped) throws IOException {
        this.file = file;
        this.shift = shift;
        this.skipped = skipped;
        this.lines = new LineReader(file);
    }

    @Override
    public @Nullable TraceEvent next() throws IOException {
        LineReader.Line line;
        while ((line = lines.next()) != null) {
            if (line.isBlank()) {
                continue;
            }
            String text = line.text();
            EventLine event = text == null ? null : EventLine.read(text);
            if (event != null && event.ofConnection()) {
                continue;
            }
            if (event != null) {
                return event.event(shift);
            }
            String fault = text == null ? ": " + line.fault() : "";
            skipped.accept(file + ":" + line.number() + fault + " (expected: one JSON object)");
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
