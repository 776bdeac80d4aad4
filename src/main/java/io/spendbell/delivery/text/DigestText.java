package io.spendbell.delivery.text;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.alert.Times;
import io.spendbell.delivery.Presentation;
import io.spendbell.event.EntityFields;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A digest in words: a line for each whom its alerts concern, with how many they are, the highest level and what the first
 * one said. All of it is clean text without line breaks, and all of it may hold text from outside.
 *
 * @param headline the highest level, how many alerts they are and of which type
 * @param period when the first and the last of them happened
 * @param lines the highest level first, then the most frequent
 * @param notes what to know of this posting
 */
public record DigestText(String headline, String period, List<Line> lines, List<String> notes) {
    private static final int HEADLINE = 140;
    private static final int SAID = 300;
    private static final int WHERE = 80;
    private static final Comparator<Delivery> BY_TIME = Comparator.comparing(
                    (Delivery delivery) -> delivery.alert().occurredAt())
            .thenComparing(delivery -> delivery.alert().raisedAt());

    /**
     * What concerns somebody alike.
     *
     * @param deliveries in the order in which it happened, at least one
     * @param words the level, the count, whom it concerns and what was said first, and when
     */
    public record Line(List<Delivery> deliveries, Level level, String words) {}

    /**
     * The words for a digest.
     *
     * @param deliveries of one digest, at least one
     */
    public static DigestText of(List<Delivery> deliveries, Presentation presentation, Instant now) {
        Map<Object, List<Delivery>> bySubject = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            bySubject
                    .computeIfAbsent(subject(delivery.alert()), subject -> new ArrayList<>(1))
                    .add(delivery);
        }
        List<Line> lines = bySubject.values().stream()
                .map(alike -> line(alike, presentation, now))
                .sorted(Comparator.comparing(Line::level)
                        .thenComparing(line -> line.deliveries().size())
                        .reversed())
                .toList();
        return new DigestText(
                headline(deliveries, lines, presentation),
                period(deliveries, presentation.zone()),
                lines,
                deliveries.stream().anyMatch(Delivery::mayBeRepeat) ? List.of(AlertText.REPEAT) : List.of());
    }

    /** Whom an alert concerns: equal for alerts that share a line. One that tells of nobody concerns what it says. */
    public static Object subject(Alert alert) {
        if (alert.entity() != null) {
            return alert.entity();
        }
        return alert.fields().equals(EntityFields.NONE) ? alert.message() : alert.fields();
    }

    private static String headline(List<Delivery> deliveries, List<Line> lines, Presentation presentation) {
        String environment = AlertText.environment(presentation);
        int count = deliveries.size();
        return CleanText.cut(
                AlertText.badge(lines.get(0).level()) + ": digest of " + String.format(Locale.ROOT, "%,d", count)
                        + (count == 1 ? " alert of type " : " alerts of type ")
                        + deliveries.get(0).alert().type().wireName()
                        + (environment.isEmpty() ? "" : " · " + environment),
                HEADLINE);
    }

    private static Line line(List<Delivery> alike, Presentation presentation, Instant now) {
        List<Delivery> ordered = alike.stream().sorted(BY_TIME).toList();
        Delivery first = ordered.get(0);
        Level level = ordered.stream()
                .map(each -> each.alert().level())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Delivery highest = ordered.stream()
                .filter(each -> each.alert().level() == level)
                .findFirst()
                .orElseThrow();
        String said = said(first, presentation, now);
        String then = said(highest, presentation, now);
        return new Line(
                ordered,
                level,
                AlertText.badge(level) + " " + String.format(Locale.ROOT, "%,d", ordered.size()) + " × " + said
                        + (then.equals(said) ? "" : " → " + then)
                        + " (" + period(ordered, presentation.zone()) + ")");
    }

    private static String said(Delivery delivery, Presentation presentation, Instant now) {
        Alert alert = delivery.alert();
        AlertText text = AlertText.of(delivery, presentation, now);
        if (alert.budget() != null || alert.entity() != null) {
            return CleanText.cut(text.line(), SAID);
        }
        String who = Stream.of(Subject.others(alert.fields(), null), at(alert.fields()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        return CleanText.cut((who.isEmpty() ? "" : who + ": ") + text.message(), SAID);
    }

    /** Where calls went, which tells alerts apart that concern the same model. */
    private static String at(EntityFields fields) {
        String where = Stream.of(fields.deploymentId(), fields.region(), fields.apiBase())
                .filter(Objects::nonNull)
                .map(part -> CleanText.of(part, WHERE))
                .collect(Collectors.joining(", "));
        return where.isEmpty() ? "" : "at " + where;
    }

    private static String period(List<Delivery> deliveries, ZoneId zone) {
        List<Instant> times = deliveries.stream()
                .map(delivery -> delivery.alert().occurredAt())
                .sorted()
                .toList();
        String first = Times.at(times.get(0), zone);
        String last = Times.at(times.get(times.size() - 1), zone);
        return first.equals(last) ? first : first + " to " + last;
    }
}
