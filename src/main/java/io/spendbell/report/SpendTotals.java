package io.spendbell.report;

import io.spendbell.event.Usd;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a period's spend comes to, in all and by each dimension. Not safe for use from several threads. */
final class SpendTotals {
    private final Map<Dimension, Map<String, Amount>> amounts = new EnumMap<>(Dimension.class);
    private final Map<Dimension, Usd> others = new EnumMap<>(Dimension.class);
    private Usd total = Usd.ZERO;

    /** What one has spent, and how that one is called. */
    private static final class Amount {
        private EntityName name;
        private Usd sum = Usd.ZERO;

        Amount(EntityName name) {
            this.name = name;
        }
    }

    Usd total() {
        return total;
    }

    /** Adds what those who share an account have spent; null where that is all whom there was no account left for. */
    void add(@Nullable Spender spender, Usd amount) {
        total = TopList.sum(total, amount);
        if (spender == null) {
            addOther(Dimension.TEAM, amount);
            addOther(Dimension.USER, amount);
            addOther(Dimension.MODEL, amount);
            return;
        }
        add(Dimension.TEAM, spender.team(), amount);
        add(Dimension.USER, spender.user(), amount);
        add(Dimension.MODEL, spender.model(), amount);
    }

    void addTag(String tag, Usd amount) {
        add(Dimension.TAG, new EntityName(tag, null), amount);
    }

    void addOther(Dimension dimension, Usd amount) {
        others.merge(dimension, amount, TopList::sum);
    }

    private void add(Dimension dimension, @Nullable EntityName name, Usd amount) {
        if (name == null) {
            return;
        }
        Amount its = amounts.computeIfAbsent(dimension, unknown -> new HashMap<>())
                .computeIfAbsent(name.id(), id -> new Amount(name));
        its.sum = TopList.sum(its.sum, amount);
        if (its.name.alias() == null) {
            its.name = name;
        }
    }

    TopList top(Dimension dimension) {
        TopList top = new TopList();
        amounts.getOrDefault(dimension, Map.of()).values().forEach(each -> top.add(ShownName.of(each.name), each.sum));
        Usd other = others.get(dimension);
        if (other != null) {
            top.addOthers(other);
        }
        return top;
    }
}
