package io.spendbell.store;

import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.posting;

import io.spendbell.event.Usd;
import io.spendbell.store.embedded.EmbeddedStore;
import io.spendbell.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What a commit of 500 postings over 10,000 accounts takes until it is acknowledged. Run {@link #main} with the test class path. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseSerialGC", "-Xmx128m"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 5)
public class StoreCommitBenchmark {
    private static final int POSTINGS = 500;
    private static final int ACCOUNTS = 10_000;
    private static final int BATCHES = 64;

    @Param({"memory", "embedded"})
    public String kind = "memory";

    @Param({"one", "each"})
    public String entries = "one";

    private final List<List<Posting>> postings = new ArrayList<>();
    private Path folder = Path.of("target");
    private Store store = new MemoryStore(StoreFixture.OPTIONS);
    private long next;

    @Setup
    public void open() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < BATCHES; i++) {
            List<Posting> batch = new ArrayList<>(POSTINGS);
            for (int j = 0; j < POSTINGS; j++) {
                batch.add(posting("b", "team-" + random.nextInt(ACCOUNTS), MONTH, new Usd(1), Usd.ZERO, ACCOUNTS));
            }
            postings.add(batch);
        }
        StoreOptions options = new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 200_000);
        folder = Files.createTempDirectory("spendbell-benchmark");
        store = kind.equals("memory")
                ? new MemoryStore(options)
                : new EmbeddedStore(folder.resolve("spendbell.db"), false, options);
        get(store.open());
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        get(store.close());
        Files.deleteIfExists(folder.resolve("spendbell.db"));
        Files.delete(folder);
    }

    /** All in one entry, as events without ids are folded, or each in an entry with an id of its own. */
    @Benchmark
    public CommitResult commit() {
        List<Posting> batch = postings.get((int) (next++ % BATCHES));
        List<Entry> all = new ArrayList<>(POSTINGS);
        if (entries.equals("one")) {
            all.add(entry(null, batch));
        } else {
            for (int i = 0; i < POSTINGS; i++) {
                all.add(entry("id-" + next + "-" + i, List.of(batch.get(i))));
            }
        }
        return get(store.commit(new Batch(NOW.plusMillis(next), all), NOTHING));
    }

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(StoreCommitBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
