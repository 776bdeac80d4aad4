package io.spendbell.delivery.slack;

import static io.spendbell.delivery.text.Alerts.NOVEMBER;
import static io.spendbell.delivery.text.Alerts.NOW;
import static io.spendbell.delivery.text.Alerts.PRODUCTION;
import static io.spendbell.delivery.text.Alerts.budget;
import static io.spendbell.delivery.text.Alerts.delivery;
import static io.spendbell.delivery.text.Alerts.facts;
import static io.spendbell.delivery.text.Alerts.fields;
import static io.spendbell.delivery.text.Alerts.threshold;

import io.spendbell.delivery.Message;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import io.spendbell.store.Outbox.Delivery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What it takes to render one flush of alerts for Slack. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SlackRendererBenchmark {
    private final SlackRenderer renderer = new SlackRenderer(PRODUCTION);

    @Param({"1", "100", "1000"})
    int alerts;

    private List<Delivery> deliveries = List.of();

    @Setup
    public void setUp() {
        deliveries = IntStream.range(0, alerts)
                .mapToObj(i -> delivery(budget(
                        "alert-" + i,
                        new Entity(EntityKind.TEAM, "team_" + i),
                        fields(Map.of("team_id", "team_" + i, "team_alias", "Team <" + i + ">")),
                        facts("team:*:30d", threshold("1"), "1012.4", "1000", "800", NOVEMBER))))
                .toList();
    }

    @Benchmark
    public List<Message> pack() {
        return renderer.pack(deliveries, NOW);
    }

    @Benchmark
    public Message fold() {
        return renderer.fold(deliveries, NOW);
    }

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(SlackRendererBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
