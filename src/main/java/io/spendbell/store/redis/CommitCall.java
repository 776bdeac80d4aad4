package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import io.spendbell.store.Standing;
import io.spendbell.store.core.SortKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * A plan as it is sent, and sent again where no answer came.
 *
 * @param applied is told once it was applied, with the ids that were forgotten
 */
record CommitCall(
        Plan plan, LongConsumer applied, Keys names, String writer, Terms terms, DecidedAlone alone, RedisClock clock) {

    /**
     * What does not depend on the plan.
     *
     * @param now the batch's time
     * @param idsRemembered how long, from when the call is sent or applied on, and by the clock of Redis, so that no replica
     *     ends their time for others
     */
    record Terms(String epoch, long number, Instant now, Duration idsRemembered, int mostIds, long writerSeconds) {}

    /** A call as it goes out once. */
    record Sending(List<String> keys, List<Object> arguments) {}

    /**
     * What is to be sent at a time: deliveries as they stand, without those that this process has made itself since it was planned.
     *
     * @param commits how many Redis is known to have
     * @param asksForTurn whether other processes are to wait for this one, should it come in vain once more
     */
    Sending at(Instant present, long commits, boolean asksForTurn) {
        List<Going> deliveries = going();
        Map<String, Integer> destinations = new LinkedHashMap<>();
        for (Going each : deliveries) {
            destinations.putIfAbsent(each.delivery().destination(), destinations.size() + 1);
        }
        List<String> streams = plan.receipts().read().keySet().stream()
                .map(entry -> plan.receipt(entry).stream())
                .distinct()
                .toList();
        List<String> keys = names.commit(writer, destinations.keySet(), streams);
        List<Object> arguments = new ArrayList<>();
        arguments.add(terms.epoch());
        arguments.add(Format.OWN);
        arguments.add(commits);
        arguments.add(terms.number());
        Instant since = present.isAfter(terms.now()) ? present : terms.now();
        arguments.add(terms.now().toEpochMilli());
        arguments.add(clock.atRedis(terms.now()).toEpochMilli());
        arguments.add(SortKey.millisFrom(clock.atRedis(since)));
        arguments.add(SortKey.millisFrom(Instant.EPOCH.plus(terms.idsRemembered())));
        arguments.add(terms.mostIds());
        arguments.add(terms.writerSeconds());
        arguments.add(asksForTurn ? 1 : 0);
        addAccountsAndRead(arguments, plan);
        addReceipts(arguments, plan, plan.receipts().read(), keys);
        addReceipts(arguments, plan, plan.receipts().written(), keys);
        addWritten(arguments, deliveries, destinations);
        return new Sending(keys, arguments);
    }

    /** Remembers what Redis has to deliver now. */
    void enqueued(Undelivered undelivered) {
        going().forEach(each ->
                undelivered.enqueued(each.delivery().alert(), each.delivery().destination(), each.standing()));
    }

    /** A delivery that is not done, as it stands. */
    private record Going(Plan.Delivery delivery, Standing standing) {}

    private List<Going> going() {
        return plan.deliveries().stream()
                .map(each -> new Going(
                        each,
                        alone.standing(new DeliveryId(each.alert().id(), each.destination()))
                                .orUntried(each.alert())))
                .filter(each -> !each.standing().isDelivered())
                .toList();
    }

    private static void addAccountsAndRead(List<Object> arguments, Plan plan) {
        Draft<String> accounts = plan.accountTexts();
        arguments.add(accounts.read().size());
        accounts.read().forEach((account, text) -> {
            arguments.add(account);
            arguments.add(text);
            arguments.add(accounts.written().getOrDefault(account, ""));
        });
        arguments.add(plan.ids().read().size());
        plan.ids().read().forEach((id, seen) -> {
            arguments.add(hash(id));
            arguments.add(seen);
        });
        addPairs(arguments, plan.counts().read());
        addPairs(arguments, plan.claimEnds().read());
        addPairs(arguments, plan.windows().read());
    }

    private static void addReceipts(List<Object> arguments, Plan plan, Map<String, Long> receipts, List<String> keys) {
        arguments.add(receipts.size());
        receipts.forEach((entry, pending) -> {
            Receipt receipt = plan.receipt(entry);
            arguments.add(keys.lastIndexOf(receipt.stream()) + 1);
            arguments.add(receipt.group());
            arguments.add(receipt.id());
            arguments.add(pending);
        });
    }

    private void addWritten(List<Object> arguments, List<Going> deliveries, Map<String, Integer> destinations) {
        arguments.add(plan.ids().written().size());
        plan.ids().written().keySet().forEach(id -> arguments.add(hash(id)));
        addPairs(arguments, plan.counts().written());
        addPairs(arguments, plan.claimEnds().written());
        addPairs(arguments, plan.windows().written());
        arguments.add(plan.raises().size());
        for (Raise raise : plan.raises()) {
            Alert alert = raise.alert();
            arguments.add(alert.id());
            arguments.add(plan.json(alert));
            arguments.add(alert.raisedAt().toEpochMilli());
        }
        arguments.add(deliveries.size());
        deliveries.forEach(each -> {
            Alert alert = each.delivery().alert();
            arguments.add(destinations.get(each.delivery().destination()));
            arguments.add(alert.id());
            arguments.add(SortKey.rank(alert.level()) + SortKey.time(alert.raisedAt()));
            arguments.add(DeliveryRecord.textOf(each.standing(), clock));
        });
        arguments.add(destinations.size());
        arguments.addAll(destinations.keySet());
    }

    private static void addPairs(List<Object> arguments, Map<String, ?> pairs) {
        arguments.add(pairs.size());
        pairs.forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
    }

    private static byte[] hash(String id) {
        return id.getBytes(StandardCharsets.ISO_8859_1);
    }
}
