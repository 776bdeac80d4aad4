package io.spendbell.budget;

import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What judging a stated budget costs, below its lowest threshold and over its limit. Run {@link #main} with the test class path. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-XX:+UseSerialGC", "-Xmx128m"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class GatewayBudgetsBenchmark {
    private static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");
    private static final int EVENTS = 256;

    private final GatewayBudgets judge = new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD);
    private final BudgetEvent[] below = new BudgetEvent[EVENTS];
    private final BudgetEvent[] over = new BudgetEvent[EVENTS];
    private int next;

    @Setup
    public void fill() {
        for (int i = 0; i < EVENTS; i++) {
            below[i] = event(i, 20 + i % 60);
            over[i] = event(i, 101 + i);
        }
    }

    private static BudgetEvent event(int key, long spend) {
        return new BudgetEvent(
                null,
                null,
                "token_budget",
                new Entity(EntityKind.KEY, "88dc28d0f030c55e" + key),
                EntityFields.NONE,
                Usd.ofDollars(spend),
                Usd.ofDollars(100),
                null,
                Instant.parse("2026-10-01T00:00:00Z"),
                null,
                null);
    }

    @Benchmark
    public @Nullable BudgetFinding below_every_threshold() {
        return judge.judge(below[next++ & (EVENTS - 1)], NOW);
    }

    @Benchmark
    public @Nullable BudgetFinding over_the_limit() {
        return judge.judge(over[next++ & (EVENTS - 1)], NOW);
    }

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(GatewayBudgetsBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
