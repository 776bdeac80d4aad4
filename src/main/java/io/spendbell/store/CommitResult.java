package io.spendbell.store;

import io.spendbell.alert.AlertKey;
import java.time.Instant;
import java.util.List;

/**
 * What a batch came to.
 *
 * @param outcomes one for each entry, in the entries' order
 * @param raised the alerts that were raised and are in the outbox now
 * @param taken claims that the batch asked for and that are taken, by this batch or earlier
 * @param forgottenIds how many ids were forgotten before their time to keep within the bound
 */
public record CommitResult(List<Entry.Outcome> outcomes, List<Raise> raised, List<Taken> taken, long forgottenIds) {

    /**
     * A claim that is taken. Whoever remembers it asks the store no more until then, but for one case: a key that joins a known
     * window ({@link Candidate#joinsKnownWindow}) was answered for the window that was known then, or for none. Once another
     * window of its entity is learned, by this process or by another one, the same key stands for another claim, which may be
     * free. So what is remembered of such keys must be dropped when a window of the entity is handed in
     * ({@link Entry#learned}), and must not be believed for long where other processes hand in windows too.
     *
     * @param asked the key as the candidate named it, its window perhaps unresolved
     * @param until when asking again is worthwhile: the claim's end, or the end of the window that the key was resolved to if
     *     that is earlier, for then the key stands for the next window. It is not before the batch's {@code now}
     * @param byThisBatch whether it was this batch that took it
     */
    public record Taken(AlertKey asked, Instant until, boolean byThisBatch) {}
}
