package io.spendbell.delivery.text;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.alert.Times;
import io.spendbell.delivery.Presentation;
import io.spendbell.event.Entity;
import io.spendbell.store.Outbox.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One alert in words. All of it is clean text, without line breaks but for those of a report's message, and all of it may
 * hold text from outside.
 *
 * @param id the alert's id
 * @param badge the level as a symbol and a word: {@code 🔴 High}
 * @param headline what happened to whom, at most {@link #HEADLINE} characters
 * @param message what was handed in to be said; null for a budget's alert, whose facts say it
 * @param bar how much is used, as ten cells; null where there is no share
 * @param standing spent, limit, share used, what is left; null where the alert is about no budget
 * @param shortStanding the same in a short phrase
 * @param facts what else there is to know, the most important first
 * @param notes what to know of this posting: that it is late, that it may be a repeat
 * @param footer what is the same for many alerts: the environment, the alert's type
 */
public record AlertText(
        String id,
        String badge,
        String headline,
        @Nullable String message,
        @Nullable String bar,
        @Nullable String standing,
        @Nullable String shortStanding,
        List<Fact> facts,
        List<String> notes,
        String footer) {

    /** The longest headline. */
    public static final int HEADLINE = 130;

    /** The longest message that is handed in; what is longer is cut. */
    public static final int MESSAGE = 2_800;

    private static final Duration PROMPT = Duration.ofMinutes(1);
    private static final int ENVIRONMENT = 40;
    private static final int PROXY_URL = 100;
    /** The longest id that is shown whole. */
    public static final int ID = 80;

    /** They have many lines; foreign text in them has none. */
    private static final Set<AlertType> REPORTS =
            Set.of(AlertType.SPEND_REPORTS, AlertType.DAILY_REPORTS, AlertType.FALLBACK_REPORTS);

    static final String REPEAT = "May be a repeat: an earlier posting was not confirmed.";

    /** A delivery's alert in words, as it is posted at {@code now}. */
    public static AlertText of(Delivery delivery, Presentation presentation, Instant now) {
        return of(List.of(delivery), presentation, now);
    }

    /**
     * The words for deliveries of alerts that say the same.
     *
     * @param alike at least one; what only the first says is said for all
     */
    public static AlertText of(List<Delivery> alike, Presentation presentation, Instant now) {
        Alert alert = alike.get(0).alert();
        List<String> notes = notes(alike, presentation, now);
        String footer = footer(alert, presentation);
        return alert.budget() == null
                ? handedIn(alert, notes, footer)
                : ofBudget(alert, alert.budget(), presentation, now, notes, footer);
    }

    private static String footer(Alert alert, Presentation presentation) {
        String environment = environment(presentation);
        String proxy = presentation.proxyUrl() == null ? "" : CleanText.of(presentation.proxyUrl(), PROXY_URL);
        return (environment.isEmpty() ? "" : environment + " · ")
                + alert.type().wireName()
                + (proxy.isEmpty() ? "" : " · proxy " + proxy);
    }

    /** What is to be said of a posting of these deliveries: that it is late, that it may be a repeat. */
    public static List<String> notes(List<Delivery> deliveries, Presentation presentation, Instant now) {
        List<String> notes = new ArrayList<>();
        deliveries.stream().map(AlertText::happenedAt).min(Instant::compareTo).ifPresent(happened -> {
            if (Duration.between(happened, now).compareTo(PROMPT) > 0) {
                String first = deliveries.size() > 1 ? "First happened " : "Happened ";
                notes.add(first + Times.at(happened, presentation.zone()) + ", " + Times.relative(happened, now) + ".");
            }
        });
        if (deliveries.stream().anyMatch(Delivery::mayBeRepeat)) {
            notes.add(REPEAT);
        }
        return List.copyOf(notes);
    }

    /** The environment's name as it is shown, empty where there is none. */
    public static String environment(Presentation presentation) {
        return presentation.environment() == null ? "" : CleanText.of(presentation.environment(), ENVIRONMENT);
    }

    /** A level as a symbol and a word, so that neither colour nor language is needed to tell it. */
    public static String badge(Level level) {
        return switch (level) {
            case HIGH -> "🔴 High";
            case MEDIUM -> "🟠 Medium";
            case LOW -> "🔵 Low";
        };
    }

    /** The whole alert as several lines of plain text, such as a console shows. */
    public String plain() {
        return plain("id " + id);
    }

    /** As {@link #plain()}, with other words for its id, such as those of several alerts. */
    public String plain(String ids) {
        List<String> lines = new ArrayList<>();
        lines.add(badge + ": " + headline);
        if (message != null) {
            lines.add(message);
        }
        if (standing != null) {
            lines.add(bar == null ? standing : bar + " " + standing);
        }
        facts.forEach(fact -> lines.add(fact.label() + ": " + fact.value()));
        lines.addAll(notes);
        lines.add(footer + " · " + ids);
        return String.join("\n", lines);
    }

    /** The alert in one line, such as a list shows. */
    public String line() {
        String rest = shortStanding != null || message == null ? shortStanding : message.replace('\n', ' ');
        return headline + (rest == null || rest.isEmpty() ? "" : ": " + rest);
    }

    private static AlertText ofBudget(
            Alert alert,
            Alert.BudgetFacts budget,
            Presentation presentation,
            Instant now,
            List<String> notes,
            String footer) {
        BudgetWords words = new BudgetWords(budget, alert.occurredAt(), presentation.zone(), now);
        Entity entity = alert.entity() == null ? Entity.PROXY : alert.entity();
        Subject subject = Subject.of(entity, alert.fields());
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(subject.kind(), subject.full()));
        facts.add(words.window());
        words.addTo(facts);
        facts.add(words.source());
        addOthers("Raised by", Subject.others(alert.fields(), entity.kind()), facts);
        return new AlertText(
                CleanText.of(alert.id(), ID),
                badge(alert.level()),
                CleanText.cut(subject.headline() + " " + words.happening(), HEADLINE),
                null,
                words.bar(),
                words.standing(),
                words.shortStanding(),
                List.copyOf(facts),
                notes,
                footer);
    }

    private static AlertText handedIn(Alert alert, List<String> notes, String footer) {
        List<Fact> facts = new ArrayList<>();
        Entity entity = alert.entity();
        String about = "";
        if (entity != null) {
            Subject subject = Subject.of(entity, alert.fields());
            facts.add(new Fact(subject.kind(), subject.full()));
            about = ": " + subject.headline();
        }
        addOthers("Concerns", Subject.others(alert.fields(), entity == null ? null : entity.kind()), facts);
        return new AlertText(
                CleanText.of(alert.id(), ID),
                badge(alert.level()),
                CleanText.cut(TypeNames.of(alert.type()) + about, HEADLINE),
                message(alert),
                null,
                null,
                null,
                List.copyOf(facts),
                notes,
                footer);
    }

    /** In one line, unless it is a report of Spendbell's own. */
    private static String message(Alert alert) {
        return alert.entity() != null && REPORTS.contains(alert.type())
                ? CleanText.lines(alert.message(), MESSAGE)
                : CleanText.of(alert.message(), MESSAGE);
    }

    private static void addOthers(String label, String others, List<Fact> facts) {
        if (!others.isEmpty()) {
            facts.add(new Fact(label, others));
        }
    }

    private static Instant happenedAt(Delivery delivery) {
        Alert alert = delivery.alert();
        return alert.occurredAt().isBefore(alert.raisedAt()) ? alert.occurredAt() : alert.raisedAt();
    }
}
