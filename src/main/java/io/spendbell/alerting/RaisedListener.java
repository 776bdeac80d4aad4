package io.spendbell.alerting;

import io.spendbell.store.FaultLog;
import io.spendbell.store.Raise;
import java.util.List;
import java.util.function.Consumer;

/** Whoever is told of what is in the outbox now; a failure there is nobody else's. */
final class RaisedListener implements Consumer<List<Raise>> {
    private static final FaultLog FAULTS = new FaultLog();

    private final Consumer<List<Raise>> listener;
    private final AlertingMetrics metrics;

    RaisedListener(Consumer<List<Raise>> listener, AlertingMetrics metrics) {
        this.listener = listener;
        this.metrics = metrics;
    }

    @Override
    public void accept(List<Raise> raises) {
        if (raises.isEmpty()) {
            return;
        }
        try {
            listener.accept(raises);
        } catch (RuntimeException | StackOverflowError e) {
            metrics.countUnforeseen(Unforeseen.LISTENER);
            FAULTS.tell("Not everybody was told of alerts that were raised; they are in the outbox", e);
        }
    }
}
