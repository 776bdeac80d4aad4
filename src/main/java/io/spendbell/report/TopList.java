package io.spendbell.report;

import io.spendbell.alert.Sources;
import io.spendbell.event.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;

/** The largest amounts of many, and what the others come to. Not safe for use from several threads. */
final class TopList {
    private static final int SHOWN = 8;
    private static final Comparator<Item> BY_AMOUNT = Comparator.comparing(Item::amount);

    private final PriorityQueue<Item> largest = new PriorityQueue<>(BY_AMOUNT);
    private Usd all = Usd.ZERO;
    private Usd others = Usd.ZERO;
    private int otherCount;
    private boolean isOverflown;

    /** One name and its amount. */
    record Item(String name, Usd amount) {}

    /** Adds one; no one comes twice. */
    void add(String name, Usd amount) {
        if (name.equals(Sources.OTHER)) {
            addOthers(amount);
            return;
        }
        all = sum(all, amount);
        largest.add(new Item(name, amount));
        if (largest.size() > SHOWN) {
            others = sum(others, largest.remove().amount());
            otherCount++;
        }
    }

    /** Adds what all those come to who could not be told apart. */
    void addOthers(Usd amount) {
        all = sum(all, amount);
        others = sum(others, amount);
        isOverflown = true;
    }

    /** A sum; one that money cannot hold is the largest or smallest amount. */
    static Usd sum(Usd one, Usd other) {
        try {
            return one.plus(other);
        } catch (ArithmeticException e) {
            return new Usd(one.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
    }

    /** What all of them come to. */
    Usd total() {
        return all;
    }

    boolean isEmpty() {
        return largest.isEmpty() && !isOverflown;
    }

    /**
     * A line for each of the largest, and one for the others.
     *
     * @param written writes an amount
     */
    List<String> lines(Function<Usd, String> written) {
        List<Item> items = new ArrayList<>(largest);
        items.sort(BY_AMOUNT.reversed().thenComparing(Item::name));
        List<String> lines = new ArrayList<>();
        items.forEach(item -> lines.add(item.name() + ": " + written.apply(item.amount())));
        if (isOverflown) {
            lines.add("all others: " + written.apply(others));
        } else if (otherCount > 0) {
            lines.add("and " + otherCount + " more: " + written.apply(others));
        }
        return lines;
    }
}
