package io.spendbell.store;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Entity;
import io.spendbell.event.Usd;
import io.spendbell.store.CommitResult.Taken;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The port's rules once more, in the plainest words: everything is looked for from one end to the other. */
final class NaiveStore {
    private final StoreOptions options;
    private final Map<String, Instant> ids = new LinkedHashMap<>();
    private final TreeMap<String, TreeMap<Instant, Long>> accounts = new TreeMap<>();
    private final Map<AlertKey, Instant> claims = new HashMap<>();
    private final Map<Entity, Instant> known = new HashMap<>();
    private final Map<String, Instant> turns = new HashMap<>();
    final List<Delivery> outbox = new ArrayList<>();

    static final class Delivery {
        final DeliveryId id;
        final Alert alert;

        @Nullable
        Instant notBefore;

        boolean posting;
        boolean parked;
        int attempts;
        boolean mayBeRepeat;

        @Nullable
        String owner;

        Instant leasedUntil = Instant.MIN;

        Delivery(DeliveryId id, Alert alert) {
            this.id = id;
            this.alert = alert;
        }
    }

    NaiveStore(StoreOptions options) {
        this.options = options;
    }

    CommitResult commit(Batch batch, Judge judge) {
        ids.values().removeIf(until -> !until.isAfter(batch.now()));
        List<Outcome> outcomes = new ArrayList<>();
        List<Raise> raised = new ArrayList<>();
        List<Taken> taken = new ArrayList<>();
        for (Entry entry : batch.entries()) {
            outcomes.add(apply(entry, batch.now(), judge, raised, taken));
        }
        long forgotten = 0;
        while (ids.size() > options.maxIds()) {
            ids.remove(ids.keySet().iterator().next());
            forgotten++;
        }
        return new CommitResult(outcomes, raised, taken, forgotten);
    }

    private Outcome apply(Entry entry, Instant now, Judge judge, List<Raise> raised, List<Taken> taken) {
        if (entry.eventId() != null && ids.containsKey(entry.eventId())) {
            return Outcome.DUPLICATE;
        }
        TreeMap<String, TreeMap<Instant, Long>> before = new TreeMap<>();
        accounts.forEach((account, windows) -> before.put(account, new TreeMap<>(windows)));
        List<Judge.Posted> posted = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        try {
            entry.postings().forEach(posting -> posted.add(post(posting)));
            posted.forEach(each -> candidates.addAll(judge.judge(each)));
        } catch (ArithmeticException | IllegalStateException e) {
            accounts.clear();
            accounts.putAll(before);
            return e instanceof ArithmeticException ? Outcome.OVERFLOW : Outcome.FAILED;
        }
        if (entry.eventId() != null) {
            ids.put(entry.eventId(), now.plus(options.dedupWindow()));
        }
        entry.learned().stream()
                .filter(window -> window.end().isAfter(now))
                .forEach(window -> known.put(window.entity(), window.end()));
        candidates.addAll(entry.candidates());
        candidates.forEach(candidate -> claim(candidate, now, raised, taken));
        entry.raises().forEach(raise -> enqueue(raise, raised));
        return Outcome.APPLIED;
    }

    private Judge.Posted post(Posting posting) {
        String account = posting.source() + "/" + posting.entityId();
        String entityId = posting.entityId();
        if (!accounts.containsKey(account)) {
            if (accounts(posting.source()) >= posting.maxAccounts()) {
                entityId = Posting.OTHER;
                account = posting.source() + "/" + Posting.OTHER;
                accounts.computeIfAbsent(account, key -> new TreeMap<>());
            } else {
                accounts.put(account, new TreeMap<>());
                accounts.get(account)
                        .put(posting.currentWindowStart(), posting.opening().nanos());
            }
        }
        TreeMap<Instant, Long> windows = accounts.get(account);
        if (!windows.containsKey(posting.windowStart())) {
            windows.keySet()
                    .removeIf(start ->
                            start.isBefore(posting.windowStart()) && start.isBefore(posting.previousWindowStart()));
        }
        long total = Math.addExact(
                windows.getOrDefault(posting.windowStart(), 0L),
                posting.amount().nanos());
        windows.put(posting.windowStart(), total);
        return new Judge.Posted(posting, entityId, new Usd(total));
    }

    int accounts(String source) {
        return (int) accounts.keySet().stream()
                .filter(account -> account.startsWith(source + "/") && !account.endsWith(Posting.OTHER))
                .count();
    }

    List<Balance> balances() {
        List<Balance> all = new ArrayList<>();
        accounts.forEach((account, windows) -> windows.forEach((start, nanos) -> {
            int slash = account.indexOf('/');
            all.add(new Balance(account.substring(0, slash), account.substring(slash + 1), start, new Usd(nanos)));
        }));
        return all;
    }

    private void claim(Candidate candidate, Instant now, List<Raise> raised, List<Taken> taken) {
        AlertKey key = candidate.key();
        Instant end = known.get(key.entity());
        boolean joins = candidate.joinsKnownWindow() && end != null && end.isAfter(now);
        AlertKey resolved = joins ? key.in(new AlertWindow.Until(end)) : key;
        Instant until = claims.get(resolved);
        boolean free = until == null || !until.isAfter(now);
        boolean isToCome = resolved.window() instanceof AlertWindow.Until window
                && window.end().isAfter(now);
        if (free && isToCome && rangLatelyWithoutWindow(resolved, now)) {
            claims.put(
                    key.in(AlertWindow.ROLLING), now.plus(options.rearmAfter()).minus(Duration.ofMinutes(11)));
            until = resolved.claimedUntil(now, options.rearmAfter());
            claims.put(resolved, until);
            free = false;
        }
        if (free) {
            Raise raise = candidate.raise(resolved, other -> true).claimedAs(resolved);
            until = resolved.claimedUntil(now, options.rearmAfter());
            claims.put(resolved, until);
            raise.passed().forEach(passed -> claims.put(passed, passed.claimedUntil(now, options.rearmAfter())));
            enqueue(raise, raised);
        }
        taken.add(new Taken(key, joins && end.isBefore(until) ? end : until, free));
    }

    private boolean rangLatelyWithoutWindow(AlertKey key, Instant now) {
        Instant until = claims.get(key.in(AlertWindow.ROLLING));
        Duration left = until == null ? Duration.ZERO : Duration.between(now, until);
        return left.compareTo(Duration.ZERO) > 0
                && left.compareTo(options.rearmAfter().minus(Duration.ofMinutes(10))) >= 0
                && left.compareTo(options.rearmAfter().plusMinutes(1)) <= 0;
    }

    void release(AlertKey key) {
        claims.remove(key);
    }

    private void enqueue(Raise raise, List<Raise> raised) {
        raised.add(raise);
        raise.destinations()
                .forEach(destination ->
                        outbox.add(new Delivery(new DeliveryId(raise.alert().id(), destination), raise.alert())));
    }

    List<Outbox.Delivery> lease(String destination, String owner, Instant now, Instant until, int max) {
        for (Delivery each : outbox) {
            boolean due = each.notBefore != null && !each.notBefore.isAfter(now) && !each.leasedUntil.isAfter(now);
            if (due && each.id.destination().equals(destination)) {
                each.notBefore = null;
                each.mayBeRepeat |= each.posting;
                each.posting = false;
            }
        }
        return outbox.stream()
                .filter(each -> each.id.destination().equals(destination)
                        && each.notBefore == null
                        && !each.parked
                        && !each.leasedUntil.isAfter(now))
                .sorted(Comparator.comparing((Delivery each) -> each.alert.level())
                        .reversed()
                        .thenComparing(each -> each.alert.raisedAt().toEpochMilli()))
                .limit(max)
                .map(each -> {
                    each.owner = owner;
                    each.leasedUntil = until;
                    return new Outbox.Delivery(each.id, each.alert, each.attempts, each.mayBeRepeat);
                })
                .toList();
    }

    private @Nullable Delivery owned(DeliveryId id, String owner) {
        return outbox.stream()
                .filter(each -> each.id.equals(id) && owner.equals(each.owner))
                .findFirst()
                .orElse(null);
    }

    Set<DeliveryId> begin(Collection<DeliveryId> ids, String owner, Instant repeatAt) {
        Set<DeliveryId> begun = new HashSet<>();
        for (DeliveryId id : ids) {
            Delivery each = owned(id, owner);
            if (each != null) {
                begun.add(id);
                each.posting = true;
                each.parked = false;
                each.notBefore = repeatAt;
            }
        }
        return begun;
    }

    void renew(Collection<DeliveryId> renewed, String owner, Instant until) {
        for (DeliveryId id : renewed) {
            Delivery each = owned(id, owner);
            if (each != null) {
                each.leasedUntil = until;
            }
        }
    }

    void settle(Settlement settlement, String owner) {
        Delivery each = owned(settlement.id(), owner);
        if (each == null) {
            return;
        }
        each.owner = null;
        each.leasedUntil = Instant.MIN;
        each.posting = false;
        each.notBefore = null;
        if (settlement instanceof Settlement.Delivered) {
            outbox.remove(each);
        } else if (settlement instanceof Settlement.Retry retry) {
            each.attempts++;
            each.notBefore = retry.notBefore();
            each.mayBeRepeat |= retry.mayBeRepeat();
        } else if (settlement instanceof Settlement.Parked) {
            each.parked = true;
        }
    }

    int retry(@Nullable String destination, Instant now) {
        int count = 0;
        for (Delivery each : outbox) {
            boolean waits = each.parked || (each.notBefore != null && !each.posting);
            if (waits
                    && !each.leasedUntil.isAfter(now)
                    && (destination == null || each.id.destination().equals(destination))) {
                each.parked = false;
                each.notBefore = null;
                count++;
            }
        }
        return count;
    }

    /** What a restart does to leases. */
    void restart() {
        outbox.forEach(each -> {
            each.owner = null;
            each.leasedUntil = Instant.MIN;
        });
    }

    Instant reserveTurn(String key, Instant now, Duration interval) {
        Instant turn = turns.getOrDefault(key, now).isAfter(now) ? turns.get(key) : now;
        turns.put(key, turn.plus(interval));
        return turn;
    }

    void hold(String key, Instant until) {
        turns.merge(key, until, (one, other) -> one.isAfter(other) ? one : other);
    }
}
