package io.spendbell.alerting;

import io.spendbell.event.Event;
import io.vertx.core.Future;
import java.util.List;

/** Where ways in hand over what they decoded. Safe for use from any thread. */
@FunctionalInterface
public interface Intake {

    /**
     * Judges events. The future completes on the caller's context once their effect is durable, however long that takes, or
     * fails where the daemon stops first; the caller bounds what it has under way.
     *
     * @param events valid in themselves, in the order of their arrival; not to be changed afterwards
     */
    Future<Reply> accept(List<Event> events);

    /**
     * What became of a batch: all events were accepted but those that are named.
     *
     * @param rejections in the order of their indexes
     */
    record Reply(List<Rejection> rejections) {
        public static final Reply ALL_ACCEPTED = new Reply(List.of());
    }

    /**
     * An event that was valid in itself but could not be applied.
     *
     * @param index its place in the batch
     */
    record Rejection(int index, String reason) {}
}
