package io.spendbell.delivery;

import io.spendbell.store.FaultLog;
import io.vertx.core.Future;

/**
 * Posts to a destination and has an answer, whatever that does: one that throws, or whose future fails, is a fault of Spendbell's own,
 * which is to keep back nothing else. Confined to one context.
 */
final class Posting {
    private static final FaultLog FAULTS = new FaultLog();

    private final Destination destination;

    Posting(Destination destination) {
        this.destination = destination;
    }

    /** Posts a message. The future never fails. What throws at once has sent nothing; after that, nobody knows. */
    Future<Answer> post(Message message) {
        try {
            return destination.post(message).otherwise(failure -> {
                tell(failure);
                return new Answer.Lost("nobody knows what became of the post");
            });
        } catch (RuntimeException | StackOverflowError e) {
            tell(e);
            return Future.succeededFuture(new Answer.Failed("cannot be posted"));
        }
    }

    private void tell(Throwable failure) {
        FAULTS.tell("A message to " + destination.name() + " could not be posted; it is tried again", failure);
    }
}
