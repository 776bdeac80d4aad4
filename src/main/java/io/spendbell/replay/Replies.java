package io.spendbell.replay;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the daemon has answered on one connection, and which barriers it still owes an answer. Confined to one thread. */
final class Replies {
    private final Deque<String> owed = new ArrayDeque<>();
    private final Consumer<String> errors;
    private volatile long accepted;
    private volatile long rejected;
    private int syncs;

    /** @param errors is given each error reply, as words */
    Replies(Consumer<String> errors) {
        this.errors = errors;
    }

    /** A barrier's line, whose answer is owed from now on. */
    String sync() {
        String id = "replay-" + ++syncs;
        owed.add(id);
        return new JsonObject().put("event", "sync").put("id", id).encode();
    }

    /** Takes one line; null, or what is wrong with it. */
    @Nullable
    String take(String line) {
        JsonObject reply;
        try {
            reply = new JsonObject(line);
        } catch (DecodeException e) {
            return "the answer is not one of Spendbell's intake";
        }
        if (reply.getValue("synced") instanceof String id
                && reply.getValue("accepted") instanceof Number plus
                && reply.getValue("rejected") instanceof Number minus) {
            if (!id.equals(owed.poll())) {
                return "a sync was answered out of its turn";
            }
            add(plus.longValue(), minus.longValue());
        } else if (reply.getValue("error") instanceof String error) {
            Object number = reply.getValue("line");
            errors.accept(number == null ? error : "line " + number + " of the connection: " + error);
        } else if (reply.getValue("errors_omitted") instanceof Number omitted) {
            errors.accept(omitted + " more that the daemon did not spell out");
        }
        return null;
    }

    // Only one thread writes; others read for the progress.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void add(long plus, long minus) {
        accepted += plus;
        rejected += minus;
    }

    /** Counts from here on. */
    void forget() {
        accepted = 0;
        rejected = 0;
    }

    boolean areComplete() {
        return owed.isEmpty();
    }

    long accepted() {
        return accepted;
    }

    long rejected() {
        return rejected;
    }
}
