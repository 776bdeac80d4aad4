package io.spendbell.traffic;

import io.spendbell.event.EntityFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Calls that have begun and whose end was not heard of, in the order in which they are to be looked at. Bounded: where it is full,
 * what begins is not taken in. Each step costs the logarithm of how many there are. Confined to one thread.
 */
public final class InFlight {
    private static final int MOST_CALLERS = 10_000;

    private final int most;
    private final Map<String, Waiting> byId = new HashMap<>();
    private final TreeSet<Waiting> byTime =
            new TreeSet<>(Comparator.<Waiting>comparingLong(waiting -> waiting.dueMillis)
                    .thenComparingLong(waiting -> waiting.number));
    private final Map<EntityFields, EntityFields> callers = new HashMap<>();
    private long begun;

    /** Calls, at most so many. */
    public InFlight(int most) {
        this.most = most;
    }

    /** A call and when it began, by the clock of whoever looks. */
    public record Call(String id, Instant since, EntityFields fields) {}

    private static final class Waiting {
        private final Call call;
        private final long number;
        private long dueMillis;

        Waiting(Call call, long number, long dueMillis) {
            this.call = call;
            this.number = number;
            this.dueMillis = dueMillis;
        }
    }

    /**
     * Takes in a call that has begun; one that is known already stays as it is.
     *
     * @return whether it is known now; otherwise there is no room
     */
    public boolean began(String id, Instant since, EntityFields fields, Instant due) {
        if (byId.containsKey(id)) {
            return true;
        }
        if (byId.size() >= most) {
            return false;
        }
        Waiting waiting = new Waiting(new Call(id, since, shared(fields)), begun++, due.toEpochMilli());
        byId.put(id, waiting);
        byTime.add(waiting);
        return true;
    }

    /** Calls of one caller to one waiting are alike, so that they share what is kept of it. */
    private EntityFields shared(EntityFields fields) {
        if (callers.size() >= MOST_CALLERS) {
            callers.clear();
        }
        EntityFields known = callers.putIfAbsent(fields, fields);
        return known == null ? fields : known;
    }

    /** Forgets a call that has ended, if it is known. */
    public void ended(String id) {
        Waiting waiting = byId.remove(id);
        if (waiting != null) {
            byTime.remove(waiting);
        }
    }

    /** Those to be looked at by now, the earliest first: each is handed out once, until {@link #lookAgain}, and stays known until it has ended. */
    public List<Call> due(Instant now, int limit) {
        long millis = now.toEpochMilli();
        List<Call> due = new ArrayList<>();
        while (due.size() < limit && !byTime.isEmpty() && byTime.first().dueMillis <= millis) {
            due.add(byTime.pollFirst().call);
        }
        return due;
    }

    /** Whether the end of a call was not heard of. */
    public boolean isOpen(Call call) {
        Waiting waiting = byId.get(call.id());
        return waiting != null && waiting.call.equals(call);
    }

    /** Has a call that was handed out looked at once more, if it has not ended. */
    public void lookAgain(Call call, Instant due) {
        Waiting waiting = byId.get(call.id());
        if (waiting != null && waiting.call.equals(call)) {
            byTime.remove(waiting);
            waiting.dueMillis = due.toEpochMilli();
            byTime.add(waiting);
        }
    }

    public int size() {
        return byId.size();
    }
}
