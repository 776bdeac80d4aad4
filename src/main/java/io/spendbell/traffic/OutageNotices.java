package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.counter.CounterTotal;
import io.spendbell.event.Entity;
import io.spendbell.event.Usd;
import java.util.List;

/**
 * The two alerts of an outage, each once until it is over. Immutable.
 *
 * @param what tells outages of one entity apart
 */
record OutageNotices(AlertType type, Entity entity, String what, Outages.Limits limits) {

    List<AlertKey> keys() {
        return List.of(key("minor"), key("major"));
    }

    private AlertKey key(String size) {
        return new AlertKey(
                type,
                entity,
                AlertKey.GATEWAY,
                new Rule.Notice("outage_" + size + ":" + what),
                Usd.ZERO,
                AlertWindow.ROLLING);
    }

    /**
     * What so many errors give rise to. A major outage uses up the minor one's turn.
     *
     * @param words what happened, to follow its heading
     */
    List<Notice> of(long errors, CounterTotal total, String words) {
        AlertKey minor = key("minor");
        if (errors >= limits.major()) {
            return List.of(new Notice(
                    key("major"),
                    Level.HIGH,
                    total.fields(),
                    "Major Service Outage" + words,
                    total.occurredAt(),
                    List.of(minor)));
        }
        return errors < limits.minor()
                ? List.of()
                : List.of(new Notice(
                        minor, Level.MEDIUM, total.fields(), "Minor Service Outage" + words, total.occurredAt()));
    }
}
