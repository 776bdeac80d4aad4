package io.spendbell.event;

import io.spendbell.alert.AlertType;
import io.spendbell.budget.type.BudgetAlertTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The events under {@code src/test/resources/events}, and decoders for them. */
final class EventCorpus {
    static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");

    private static final Path ROOT = Path.of("src/test/resources/events");

    private EventCorpus() {}

    /** A sample; its name is its file's. */
    @SuppressWarnings("ArrayRecordComponent") // two samples are never compared
    record Sample(String name, byte[] bytes, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Sample> valid() {
        return samples("valid");
    }

    /** Events that are rejected, each with the expected message. */
    static List<Sample> invalid() {
        return samples("invalid");
    }

    static EventVocabulary vocabulary() {
        return new EventVocabulary(
                BudgetAlertTypes.standard(),
                Arrays.stream(AlertType.values())
                        .filter(AlertType::isPublic)
                        .map(AlertType::wireName)
                        .collect(Collectors.toSet()));
    }

    static EventDecoder decoder() {
        return new EventDecoder(vocabulary());
    }

    static Event decode(String json) throws InvalidEventException {
        return decode(json.getBytes(StandardCharsets.UTF_8));
    }

    static Event decode(byte[] json) throws InvalidEventException {
        return decoder().decode(json, 0, json.length, NOW);
    }

    private static List<Sample> samples(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(EventCorpus::sample)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample sample(Path file) {
        String name = String.valueOf(file.getFileName()).replace(".json", "");
        Path expected = file.resolveSibling(name + ".txt");
        try {
            return new Sample(
                    name,
                    Files.readAllBytes(file),
                    Files.exists(expected) ? Files.readString(expected).strip() : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
