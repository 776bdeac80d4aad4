package io.spendbell.store.core;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.alert.UnreadableAlertException;
import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.Backlog;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Outbox.View;
import io.spendbell.store.Outbox.View.State;
import io.spendbell.store.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The outbox on tables: what is leased next, and what becomes of it. */
final class OutboxTables {
    private static final String NEXT = "next_delivery";

    /** How many of those that wait for a time are looked at for the oldest alert. */
    private static final int MOST_LOOKED_AT = 1_000;

    /** How many deliveries one call makes ready, or looks at to send them again: more would hold up the commits behind it. */
    private static final int SLICE = 10_000;

    private final DeliveryTables tables;
    private final Table<String, Long> meta;
    private final Alerts alerts;
    private final Leases leases;

    OutboxTables(Tables all, Alerts alerts, Leases leases, UndoLog undo) {
        this.tables = new DeliveryTables(all, undo);
        this.meta = all.numbers("meta_numbers");
        this.alerts = alerts;
        this.leases = leases;
    }

    void add(Alert alert, String destination) {
        add(alert, destination, Standing.untried(alert));
    }

    /** Takes in a delivery as it stands. */
    void add(Alert alert, String destination, Standing standing) {
        Long next = meta.get(NEXT);
        long sequence = next == null ? 0 : next;
        meta.put(NEXT, sequence + 1);
        String order = SortKey.rank(alert.level()) + SortKey.time(alert.raisedAt()) + SortKey.number(sequence);
        tables.insert(new Kept(
                new DeliveryId(alert.id(), destination),
                order,
                standing.isParked() ? State.PARKED : State.WAITING,
                standing.notBefore(),
                standing.attempts(),
                standing.mayBeRepeat(),
                standing.reason()));
    }

    boolean holds(DeliveryId id) {
        return tables.kept(Kept.keyOf(id)) != null;
    }

    boolean holdsAlert(String alertId) {
        Iterator<Map.Entry<String, String>> entries = tables.from(alertId + SortKey.SEPARATOR);
        return entries.hasNext() && entries.next().getKey().startsWith(alertId + SortKey.SEPARATOR);
    }

    Leased lease(String destination, String owner, Instant now, Instant until, int max) {
        promoteDue(destination, now);
        List<Delivery> leased = new ArrayList<>();
        Map<Kept, Settlement> unreadable = new LinkedHashMap<>();
        Iterator<Map.Entry<String, String>> entries = tables.ready().from(destination + SortKey.SEPARATOR);
        while (leased.size() + unreadable.size() < max && entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            if (!DeliveryTables.isOf(destination, entry.getKey())) {
                break;
            }
            if (leases.runsUntil(entry.getValue(), now) != null) {
                continue;
            }
            Kept kept = tables.kept(entry.getValue());
            if (kept == null) {
                continue;
            }
            try {
                Alert alert = alerts.get(kept.id().alertId());
                if (alert.digest() != null && !mayTellDigests(destination, owner, now, until)) {
                    continue;
                }
                leases.put(kept.key(), owner, until);
                leased.add(new Delivery(kept.id(), alert, kept.attempts(), kept.mayBeRepeat()));
            } catch (UnreadableAlertException e) {
                unreadable.put(kept, alerts.unreadable().settlement(kept.id(), e, now));
            }
        }
        unreadable.forEach(this::settle);
        return new Leased(leased, nextDue(destination, now));
    }

    private boolean mayTellDigests(String destination, String owner, Instant now, Instant until) {
        return leases.acquire(Outbox.rightToTellDigests(destination), owner, now, Outbox.rightEnds(until));
    }

    /** Makes ready what has waited for its time; a posting that was begun and never settled may have arrived. */
    private void promoteDue(String destination, Instant now) {
        List<Kept> due = new ArrayList<>();
        Iterator<Map.Entry<String, String>> entries = tables.later().from(destination + SortKey.SEPARATOR);
        while (due.size() < SLICE && entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            if (!DeliveryTables.isOf(destination, entry.getKey())
                    || SortKey.readTime(entry.getKey(), destination.length() + 1)
                            .isAfter(now)) {
                break;
            }
            Kept kept = tables.kept(entry.getValue());
            if (kept != null && leases.runsUntil(entry.getValue(), now) == null) {
                due.add(kept);
            }
        }
        due.forEach(kept -> tables.replace(
                kept,
                kept.waiting(
                        null, kept.attempts(), kept.mayBeRepeat() || kept.state() == State.POSTING, kept.reason())));
    }

    /** Lets all that wait for a time wait so many milliseconds less. */
    void bringForward(long millis) {
        List<Kept> waiting = new ArrayList<>();
        Iterator<Map.Entry<String, String>> entries = tables.later().from(null);
        while (entries.hasNext()) {
            Kept kept = tables.kept(entries.next().getValue());
            if (kept != null) {
                waiting.add(kept);
            }
        }
        waiting.forEach(kept -> tables.replace(kept, kept.earlierBy(millis)));
    }

    /** When the next one is due; one whose lease runs longer than it must wait is due when that ends. */
    private @Nullable Instant nextDue(String destination, Instant now) {
        Instant next = null;
        Iterator<Map.Entry<String, String>> entries = tables.later().from(destination + SortKey.SEPARATOR);
        while (entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            if (!DeliveryTables.isOf(destination, entry.getKey())) {
                return next;
            }
            Instant time = SortKey.readTime(entry.getKey(), destination.length() + 1);
            if (next != null && !time.isBefore(next)) {
                return next;
            }
            Instant leasedUntil = leases.runsUntil(entry.getValue(), now);
            Instant due = leasedUntil == null || leasedUntil.isBefore(time) ? time : leasedUntil;
            next = earlier(next, due);
        }
        return next;
    }

    void renew(Collection<DeliveryId> ids, String owner, Instant until) {
        for (DeliveryId id : ids) {
            String key = Kept.keyOf(id);
            if (leases.isHeldBy(key, owner)) {
                leases.put(key, owner, until);
            }
        }
    }

    Set<DeliveryId> begin(Collection<DeliveryId> ids, String owner, Instant repeatAt) {
        Set<DeliveryId> begun = new HashSet<>();
        for (DeliveryId id : ids) {
            Kept kept = ownedBy(id, owner);
            if (kept != null) {
                tables.replace(kept, kept.posting(repeatAt));
                begun.add(id);
            }
        }
        return begun;
    }

    void settle(Collection<Settlement> settlements, String owner) {
        for (Settlement settlement : settlements) {
            Kept kept = ownedBy(settlement.id(), owner);
            if (kept != null) {
                settle(kept, settlement);
                leases.remove(kept.key());
            }
        }
    }

    private void settle(Kept kept, Settlement settlement) {
        if (settlement instanceof Settlement.Delivered) {
            tables.remove(kept);
        } else if (settlement instanceof Settlement.Retry retry) {
            boolean mayBeRepeat = kept.mayBeRepeat() || retry.mayBeRepeat();
            tables.replace(kept, kept.waiting(retry.notBefore(), kept.attempts() + 1, mayBeRepeat, retry.reason()));
        } else if (settlement instanceof Settlement.Parked park) {
            tables.replace(kept, kept.parked(park.reason()));
        } else {
            tables.replace(kept, kept.waiting(null, kept.attempts(), kept.mayBeRepeat(), kept.reason()));
        }
    }

    Set<String> destinations() {
        return tables.destinations();
    }

    Backlog backlog(String destination) {
        return new Backlog(tables.waiting(destination), tables.parked(destination), oldest(destination));
    }

    private @Nullable Instant oldest(String destination) {
        Instant oldest = null;
        for (Level level : Level.values()) {
            String prefix = destination + SortKey.SEPARATOR + SortKey.rank(level);
            Iterator<Map.Entry<String, String>> entries = tables.ready().from(prefix);
            if (entries.hasNext()) {
                String key = entries.next().getKey();
                oldest = key.startsWith(prefix) ? earlier(oldest, SortKey.readTime(key, prefix.length())) : oldest;
            }
        }
        Iterator<Map.Entry<String, String>> entries = tables.later().from(destination + SortKey.SEPARATOR);
        for (int looked = 0; looked < MOST_LOOKED_AT && entries.hasNext(); looked++) {
            Map.Entry<String, String> entry = entries.next();
            Kept kept = DeliveryTables.isOf(destination, entry.getKey()) ? tables.kept(entry.getValue()) : null;
            oldest = kept == null ? oldest : earlier(oldest, SortKey.readTime(kept.order(), 1));
        }
        return oldest;
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }

    List<View> list(@Nullable String destination, int offset, int limit) {
        List<View> page = new ArrayList<>();
        int[] skip = {offset};
        for (Table<String, String> index : tables.indexes()) {
            collect(index, destination, skip, limit, page);
        }
        return page;
    }

    private void collect(
            Table<String, String> index, @Nullable String destination, int[] skip, int limit, List<View> page) {
        Iterator<Map.Entry<String, String>> entries =
                index.from(destination == null ? null : destination + SortKey.SEPARATOR);
        while (page.size() < limit && entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            if (destination != null && !DeliveryTables.isOf(destination, entry.getKey())) {
                return;
            }
            if (skip[0] > 0) {
                skip[0]--;
                continue;
            }
            Kept kept = tables.kept(entry.getValue());
            if (kept != null) {
                Alert alert = shown(kept);
                page.add(new View(kept.id(), alert, kept.state(), kept.attempts(), kept.notBefore(), kept.reason()));
            }
        }
    }

    private Alert shown(Kept kept) {
        String id = kept.id().alertId();
        try {
            return alerts.get(id);
        } catch (UnreadableAlertException e) {
            return alerts.unreadable().inPlaceOf(id, kept.order(), e);
        }
    }

    /** How many deliveries were made due, and the key to go on from; null where all were looked at. */
    record Retried(int count, @Nullable String next) {}

    /** Looks at a slice of the deliveries, from a key on or, where it is null, from the beginning. */
    Retried retry(@Nullable String alertId, @Nullable String destination, @Nullable String from) {
        String prefix = alertId == null ? "" : alertId + SortKey.SEPARATOR;
        int count = 0;
        Iterator<Map.Entry<String, String>> entries = tables.from(from == null ? prefix : from);
        for (int looked = 0; entries.hasNext(); looked++) {
            Map.Entry<String, String> entry = entries.next();
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (looked == SLICE) {
                return new Retried(count, entry.getKey());
            }
            Kept kept = Kept.of(entry.getKey(), entry.getValue());
            if ((destination == null || kept.id().destination().equals(destination)) && maySendAgain(kept)) {
                tables.replace(kept, kept.waiting(null, kept.attempts(), kept.mayBeRepeat(), kept.reason()));
                count++;
            }
        }
        return new Retried(count, null);
    }

    /** Parked, or waiting for a time; a lease runs on neither. */
    private static boolean maySendAgain(Kept kept) {
        return kept.isParked() || (kept.state() == State.WAITING && kept.notBefore() != null);
    }

    private @Nullable Kept ownedBy(DeliveryId id, String owner) {
        String key = Kept.keyOf(id);
        return leases.isHeldBy(key, owner) ? tables.kept(key) : null;
    }
}
