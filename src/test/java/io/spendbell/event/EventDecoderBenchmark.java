package io.spendbell.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spendbell.alert.AlertType;
import io.spendbell.budget.type.BudgetAlertTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What decoding costs beside the least that Jackson takes: a parser for each line and a look at each name and value. Run
 * {@link #main} with the test class path.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-XX:+UseSerialGC", "-Xmx128m"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventDecoderBenchmark {
    private static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");
    private static final int LINES = 256;

    private final JsonFactory json = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private final byte[][] budgets = new byte[LINES][];
    private final byte[][] spends = new byte[LINES][];
    private final EventDecoder decoder = new EventDecoder(new EventVocabulary(
            BudgetAlertTypes.standard(),
            Arrays.stream(AlertType.values()).map(AlertType::wireName).collect(Collectors.toSet())));
    private int next;

    @Setup
    public void fill() {
        for (int i = 0; i < LINES; i++) {
            budgets[i] =
                    ("{\"event\":\"budget\",\"type\":\"token_budget\",\"user_info\":{\"token\":\"88dc28d0f030c55ed4ab77ed8f"
                                    + i + "\",\"key_alias\":\"billing-bot\",\"team_id\":\"team-pay\",\"spend\":"
                                    + (84 + i) + ".971234"
                                    + ",\"max_budget\":100.0,\"event_group\":\"key\",\"budget_reset_at\":\"2026-10-01T00:00:00Z\"}}")
                            .getBytes(StandardCharsets.UTF_8);
            spends[i] = ("{\"event\":\"spend\",\"id\":\"chatcmpl-7f3a19c2" + i + "\",\"cost\":" + (i + 1)
                            + ".42E-4,\"time\":\"2026-09-01T11:59:58.123Z\",\"token\":\"88dc28d0f030c55e\",\"user_id\":\"u-17\""
                            + ",\"team_id\":\"team-pay\",\"model\":\"gpt-5-mini\",\"tags\":[\"prod\"]}")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    @Benchmark
    public Event budget_decoded() throws InvalidEventException {
        byte[] line = budgets[next++ & (LINES - 1)];
        return decoder.decode(line, 0, line.length, NOW);
    }

    @Benchmark
    public void budget_bare_loop(Blackhole hole) throws IOException {
        readAll(budgets[next++ & (LINES - 1)], hole);
    }

    @Benchmark
    public Event spend_decoded() throws InvalidEventException {
        byte[] line = spends[next++ & (LINES - 1)];
        return decoder.decode(line, 0, line.length, NOW);
    }

    @Benchmark
    public void spend_bare_loop(Blackhole hole) throws IOException {
        readAll(spends[next++ & (LINES - 1)], hole);
    }

    private void readAll(byte[] line, Blackhole hole) throws IOException {
        try (JsonParser parser = json.createParser(line)) {
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                switch (token) {
                    case FIELD_NAME -> hole.consume(parser.currentName());
                    case VALUE_STRING -> hole.consume(parser.getText());
                    case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> hole.consume(parser.getDoubleValue());
                    default -> {}
                }
            }
        }
    }

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(EventDecoderBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
