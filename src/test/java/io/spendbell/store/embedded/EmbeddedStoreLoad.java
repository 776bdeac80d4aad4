package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.posting;

import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Posting;
import io.spendbell.store.StoreOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A steady load on a store's file, to be run by hand: {@code EmbeddedStoreLoad FILE SECONDS COMMITS_PER_SECOND POSTINGS
 * ACCOUNTS ids|folded os|disk}. It tells how long commits take, at most one at a time, and how the file grows.
 */
public final class EmbeddedStoreLoad {
    private static final PrintStream OUT = System.out;
    private final Random random = new Random(7);
    private final int postings;
    private final int accounts;
    private final boolean withIds;
    private long nextId;

    private EmbeddedStoreLoad(int postings, int accounts, boolean withIds) {
        this.postings = postings;
        this.accounts = accounts;
        this.withIds = withIds;
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Files.deleteIfExists(file);
        int seconds = Integer.parseInt(args[1]);
        int rate = Integer.parseInt(args[2]);
        EmbeddedStoreLoad load =
                new EmbeddedStoreLoad(Integer.parseInt(args[3]), Integer.parseInt(args[4]), args[5].equals("ids"));
        EmbeddedStore store = new EmbeddedStore(
                file, args[6].equals("disk"), new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000_000));
        get(store.open());
        load.run(store, file, seconds, rate);
        long before = System.nanoTime();
        get(store.close());
        OUT.printf(
                "closed in %d ms, %.1f MB%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before), Files.size(file) / 1e6);
        before = System.nanoTime();
        EmbeddedStore again =
                new EmbeddedStore(file, false, new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000_000));
        get(again.open());
        OUT.printf("opened in %d ms%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
        get(again.close());
    }

    private void run(EmbeddedStore store, Path file, int seconds, int rate) throws IOException {
        long started = System.nanoTime();
        long second = TimeUnit.SECONDS.toNanos(1);
        int perReport = rate * 10;
        long[] latencies = new long[perReport];
        for (int i = 0; i < seconds * rate; i++) {
            long due = started + i * second / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            Batch batch = batch();
            long before = System.nanoTime();
            get(store.commit(batch, NOTHING));
            latencies[i % perReport] = System.nanoTime() - before;
            if ((i + 1) % perReport == 0) {
                Arrays.sort(latencies);
                OUT.printf(
                        "%3d s: p50 %.2f ms, p99 %.2f ms, max %.2f ms, file %.1f MB, used heap %d MB%n",
                        (System.nanoTime() - started) / second,
                        latencies[perReport / 2] / 1e6,
                        latencies[perReport * 99 / 100] / 1e6,
                        latencies[perReport - 1] / 1e6,
                        Files.size(file) / 1e6,
                        (Runtime.getRuntime().totalMemory()
                                        - Runtime.getRuntime().freeMemory())
                                >> 20);
            }
        }
    }

    private Batch batch() {
        List<Posting> all = new ArrayList<>(postings);
        for (int i = 0; i < postings; i++) {
            all.add(posting("b", "team-" + random.nextInt(accounts), MONTH, new Usd(1_000_000), Usd.ZERO, accounts));
        }
        List<Entry> entries = new ArrayList<>();
        if (withIds) {
            all.forEach(
                    one -> entries.add(entry("req-" + Long.toHexString(random.nextLong()) + nextId++, List.of(one))));
        } else {
            entries.add(entry(null, all));
        }
        return new Batch(Instant.now(), entries);
    }
}
