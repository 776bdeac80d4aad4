package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.NOW;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import io.spendbell.store.Candidate;
import io.spendbell.store.Raise;
import io.spendbell.store.StoreFixture;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** A budget that a gateway states as crossed; each time that it rings the alert has an id of its own. */
record Crossing(String team) implements Candidate {
    @Override
    public AlertKey key() {
        return StoreFixture.key(team, "0.85", new AlertWindow.Until(DECEMBER));
    }

    @Override
    public boolean joinsKnownWindow() {
        return false;
    }

    @Override
    public Raise raise(AlertKey claimed, Predicate<AlertKey> isFree) {
        Alert alert = new Alert(
                UUID.randomUUID().toString(),
                claimed.type(),
                Level.LOW,
                claimed.entity(),
                EntityFields.NONE,
                "message",
                new Alert.BudgetFacts(
                        "threshold_crossed",
                        claimed.source(),
                        claimed.rule(),
                        claimed.amount(),
                        Usd.ofDollars(90),
                        Usd.ofDollars(100),
                        null,
                        claimed.window(),
                        List.of(),
                        null,
                        null),
                NOW,
                NOW);
        return new Raise(alert, List.of(), List.of("finops"));
    }
}
