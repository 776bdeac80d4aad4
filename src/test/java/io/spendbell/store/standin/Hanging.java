package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOW;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Candidate;
import io.spendbell.store.Raise;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** A call of one caller that hangs: the same is said of each call, and only the key tells which it is. */
record Hanging(String call) implements Candidate {
    @Override
    public AlertKey key() {
        return new AlertKey(
                AlertType.LLM_REQUESTS_HANGING,
                new Entity(EntityKind.MODEL, "gpt"),
                AlertKey.GATEWAY,
                new Rule.Notice("hanging:" + call),
                Usd.ZERO,
                AlertWindow.ROLLING);
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
                Level.MEDIUM,
                claimed.entity(),
                EntityFields.NONE,
                "a call hangs",
                null,
                NOW,
                NOW);
        return new Raise(alert, List.of(), List.of("finops"));
    }
}
