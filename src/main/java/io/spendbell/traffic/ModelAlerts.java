package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import io.spendbell.event.ModelAddedEvent;
import io.spendbell.event.ModelDeprecationEvent;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Models that come, and those that are about to go. Stateless. */
final class ModelAlerts {
    private static final int WARNED_AHEAD_DAYS = 30;

    /** A token's price in nano-dollars is that of a million tokens in thousandths of a dollar. */
    private static final int DECIMALS_OF_MILLION = 3;

    private static final int CENTS = 2;

    private ModelAlerts() {}

    static TrafficFinding of(ModelAddedEvent event) {
        List<String> prices = Stream.of(price(event.inputCost(), "input"), price(event.outputCost(), "output"))
                .filter(Objects::nonNull)
                .collect(Collectors.toList());
        String message = "The gateway now serves model " + Words.name(event.model())
                + Words.around(", which is ", event.baseModel(), "")
                + "."
                + (prices.isEmpty() ? "" : " It costs " + String.join(" and ", prices) + ".");
        return TrafficFinding.ofEach(
                AlertType.NEW_MODEL_ADDED, Level.LOW, entity(event.model()), event.fields(), message);
    }

    private static @Nullable String price(@Nullable Usd ofToken, String what) {
        if (ofToken == null) {
            return null;
        }
        BigDecimal ofMillion =
                BigDecimal.valueOf(ofToken.nanos(), DECIMALS_OF_MILLION).stripTrailingZeros();
        BigDecimal written = ofMillion.scale() < CENTS ? ofMillion.setScale(CENTS) : ofMillion;
        return "$" + written.toPlainString() + " per million tokens of " + what;
    }

    /**
     * That a model will go, and that it has gone: two occasions, each told once. Nothing where there is more time left than one is
     * warned ahead: nothing is kept of that, so that a gateway has to say it again.
     */
    static @Nullable TrafficFinding of(ModelDeprecationEvent event, LocalDate today) {
        long days = ChronoUnit.DAYS.between(today, event.date());
        if (days > WARNED_AHEAD_DAYS) {
            return null;
        }
        String when = days < 0
                ? "was deprecated on " + event.date() + ": calls to it may fail"
                : "will be deprecated on " + event.date() + ", " + ahead(days);
        AlertKey key = new AlertKey(
                AlertType.MODEL_DEPRECATION_WARNINGS,
                entity(event.model()),
                AlertKey.GATEWAY,
                new Rule.Notice((days < 0 ? "deprecated:" : "imminent:") + event.date()),
                Usd.ZERO,
                AlertWindow.FOREVER);
        return TrafficFinding.once(
                key,
                days < 0 ? Level.HIGH : Level.MEDIUM,
                event.fields(),
                "Model " + Words.name(event.model()) + " " + when + ". Move what uses it to another model.");
    }

    private static String ahead(long days) {
        return days == 0 ? "which is today" : days == 1 ? "in 1 day" : "in " + days + " days";
    }

    private static Entity entity(String model) {
        return new Entity(EntityKind.MODEL, model);
    }
}
