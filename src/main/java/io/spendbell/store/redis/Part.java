package io.spendbell.store.redis;

import io.spendbell.alert.AlertJson;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Posting;
import io.spendbell.store.Raise;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of a batch as one script applies, so that no script keeps others waiting for long. An entry with an id or a receipt
 * is in one part; one without may be cut into slices, which are parts of their own.
 *
 * @param entries what is applied
 * @param places where these stand in the batch
 * @param isSlice whether it is a slice of one entry
 * @param isCorrection whether it takes back slices of an entry that was refused later
 */
record Part(List<Entry> entries, List<Integer> places, boolean isSlice, boolean isCorrection) {
    /** How many things one part may touch. */
    static final int MOST = 500;

    static List<Part> of(Batch batch) {
        List<Part> parts = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        int weight = 0;
        for (int place = 0; place < batch.entries().size(); place++) {
            Entry entry = batch.entries().get(place);
            int more = weight(entry);
            if (weight + more > MOST && !entries.isEmpty()) {
                parts.add(new Part(entries, places, false, false));
                entries = new ArrayList<>();
                places = new ArrayList<>();
                weight = 0;
            }
            if (more > MOST && !entry.isIndivisible()) {
                for (Entry slice : slices(entry)) {
                    parts.add(new Part(List.of(slice), List.of(place), true, false));
                }
            } else {
                entries.add(entry);
                places.add(place);
                weight += more;
            }
        }
        if (!entries.isEmpty()) {
            parts.add(new Part(entries, places, false, false));
        }
        return parts;
    }

    /** Takes back what slices have added; nothing is judged by it. */
    static Part correction(List<Posting> postings, int place) {
        List<Posting> taken = postings.stream().map(Part::negated).toList();
        return new Part(List.of(new Entry(null, taken, List.of(), List.of(), List.of())), List.of(place), false, true);
    }

    private static Posting negated(Posting posting) {
        return new Posting(
                posting.source(),
                posting.entityId(),
                posting.windowStart(),
                posting.currentWindowStart(),
                posting.previousWindowStart(),
                new Usd(-posting.amount().nanos()),
                posting.opening(),
                posting.maxAccounts(),
                posting.fields(),
                posting.occurredAt());
    }

    private static int weight(Entry entry) {
        return (entry.receipt() == null ? 1 : 2)
                + entry.postings().size()
                + entry.learned().size()
                + 2 * (entry.candidates().size() + entry.raises().size());
    }

    /**
     * In the order in which an entry is applied: windows, postings, candidates, raises. Nothing takes back a raise: so one whose alert
     * cannot be written is the only slice, and the entry fails by it before anything of it has happened.
     */
    private static List<Entry> slices(Entry entry) {
        for (Raise raise : entry.raises()) {
            if (!isWritable(raise)) {
                return List.of(new Entry(null, List.of(), List.of(), List.of(raise), List.of()));
            }
        }
        List<Entry> slices = new ArrayList<>();
        for (List<Entry.KnownWindow> some : sliced(entry.learned(), MOST)) {
            slices.add(new Entry(null, List.of(), List.of(), List.of(), some));
        }
        for (List<Posting> some : sliced(entry.postings(), MOST)) {
            slices.add(new Entry(null, some, List.of(), List.of(), List.of()));
        }
        for (var some : sliced(entry.candidates(), MOST / 2)) {
            slices.add(new Entry(null, List.of(), some, List.of(), List.of()));
        }
        for (var some : sliced(entry.raises(), MOST / 2)) {
            slices.add(new Entry(null, List.of(), List.of(), some, List.of()));
        }
        return slices;
    }

    private static boolean isWritable(Raise raise) {
        try {
            AlertJson.write(raise.alert());
            return true;
        } catch (RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    static <T> List<List<T>> sliced(List<T> all, int size) {
        List<List<T>> slices = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            slices.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return slices;
    }
}
