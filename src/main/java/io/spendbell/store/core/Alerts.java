package io.spendbell.store.core;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertJson;
import io.spendbell.alert.UnreadableAlertException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The alerts that were raised, by id and from the newest to the oldest. */
final class Alerts {
    static final Duration KEPT = Duration.ofDays(30);

    private static final String NEXT = "next_alert";

    private final Table<String, byte[]> byId;
    private final Table<String, String> idsByAge;
    private final Table<String, Long> meta;
    private final UnreadableAlerts unreadable = new UnreadableAlerts();

    Alerts(Tables tables) {
        this.byId = tables.bytes("alerts");
        this.idsByAge = tables.texts("alerts_by_age");
        this.meta = tables.numbers("meta_numbers");
    }

    void add(Alert alert) {
        Long next = meta.get(NEXT);
        long sequence = next == null ? 0 : next;
        meta.put(NEXT, sequence + 1);
        byId.put(alert.id(), AlertJson.write(alert));
        idsByAge.put(newestFirst(alert.raisedAt()) + SortKey.number(-sequence), alert.id());
    }

    UnreadableAlerts unreadable() {
        return unreadable;
    }

    /** @throws UnreadableAlertException if it is not there or cannot be read */
    Alert get(String id) {
        byte[] json = byId.get(id);
        if (json == null) {
            throw UnreadableAlertException.missing();
        }
        return AlertJson.read(json);
    }

    List<Alert> newest(int offset, int limit) {
        List<Alert> page = new ArrayList<>();
        Iterator<Map.Entry<String, String>> entries = idsByAge.from(null);
        for (int at = 0; at < offset + limit && entries.hasNext(); at++) {
            Map.Entry<String, String> entry = entries.next();
            if (at >= offset) {
                addIfReadable(page, entry.getValue());
            }
        }
        return page;
    }

    private void addIfReadable(List<Alert> page, String id) {
        try {
            page.add(get(id));
        } catch (UnreadableAlertException e) {
            unreadable.found(id, e);
        }
    }

    /** Forgets at most {@code most} alerts that are too old, but for those that are needed still. */
    void forgetOld(Instant now, int most, Predicate<String> isNeeded) {
        List<Map.Entry<String, String>> old = new ArrayList<>();
        Iterator<Map.Entry<String, String>> entries = idsByAge.from(newestFirst(now.minus(KEPT)));
        while (old.size() < most && entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            if (!isNeeded.test(entry.getValue())) {
                old.add(entry);
            }
        }
        for (Map.Entry<String, String> entry : old) {
            idsByAge.remove(entry.getKey());
            byId.remove(entry.getValue());
        }
    }

    private static String newestFirst(Instant raisedAt) {
        return SortKey.number(-raisedAt.toEpochMilli());
    }
}
