package io.spendbell.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T21:00:00Z");

    @TempDir
    private Path folder;

    private final List<String> skipped = new ArrayList<>();

    @Test
    void a_row_costs_what_a_hand_computes() throws IOException {
        Path trace = azure("2023-11-16 18:15:46.6805900,374,44", "2023-11-16 18:15:50.9951690,0,0");

        List<TraceEvent> events = read(Duration.ZERO, prices("m,p,0.0000001234567,3e-06"), trace);

        // 374 × 0.0000001234567 + 44 × 0.000003 = 0.0000461728058 + 0.000132
        assertThat(events.get(0).cost()).isEqualByComparingTo("0.0001781728058");
        assertThat(events.get(0).json()).contains("\"cost\":0.0001781728058,");
        assertThat(events.get(1).json()).contains("\"cost\":0,");
    }

    @Test
    void a_row_becomes_a_spend_event_with_owner_model_and_time() throws IOException {
        Path trace = azure("2023-11-16 18:15:46.6805900,374,44");

        TraceEvent event =
                read(Duration.ZERO, prices("gpt \"x\",p,1e-6,1e-6"), trace).get(0);

        assertThat(new JsonObject(event.json()))
                .isEqualTo(new JsonObject()
                        .put("event", "spend")
                        .put("cost", 0.000418)
                        .put("time", "2023-11-16T18:15:46.680590Z")
                        .put("token", "dfaee4b32154219f29ec5d5dd240b76919a787335c618b5191cf7f83b8e22b30")
                        .put("key_alias", "key-000")
                        .put("user_id", "user-56")
                        .put("team_id", "team-10")
                        .put("team_alias", "Team 10")
                        .put("model", "gpt \"x\"")
                        .put("provider", "p"));
    }

    @Test
    void times_move_so_that_the_latest_of_all_files_is_now() throws IOException {
        Path early = azure("2023-11-16 18:00:00.0000000,1,1");
        Path late = write("late.ndjson", "{\"time\":\"2023-11-16T19:00:00+00:00\"}\n");
        Trace trace = Trace.survey(List.of(early, late), filling(prices("m,p,1,1")));

        Duration shift = trace.shiftTo(NOW);

        assertThat(trace.events()).isEqualTo(2);
        assertThat(all(trace, shift))
                .extracting(event -> new JsonObject(event.json()).getString("time"))
                .containsExactly("2026-11-23T20:00:00Z", "2026-11-23T21:00:00Z");
    }

    @Test
    void only_the_time_of_an_event_changes() throws IOException {
        Path trace = write(
                "x.ndjson",
                "{ \"a\":[{\"time\":\"2020-01-01T00:00:00Z\"}] , \"time\" : \"2023-11-16t18:00:00.5z\", \"cost\":1.50e0}\n"
                        + "{\"time\":1700157600.25,\"é\":1}\r\n"
                        + "{\"time\":\"yesterday\"}\n\n"
                        + "{\"event\":\"alert\"}");

        List<TraceEvent> events = read(Duration.ofHours(1), null, trace);

        assertThat(events)
                .extracting(TraceEvent::json)
                .containsExactly(
                        "{ \"a\":[{\"time\":\"2020-01-01T00:00:00Z\"}] , \"time\" : \"2023-11-16T19:00:00.500Z\", \"cost\":1.50e0}",
                        "{\"time\":\"2023-11-16T19:00:00.250Z\",\"é\":1}",
                        "{\"time\":\"yesterday\"}",
                        "{\"event\":\"alert\"}");
    }

    @Test
    void barriers_and_tokens_of_the_recorded_connection_are_left_out() throws IOException {
        Path trace = write("x.ndjson", """
                {"auth":"s3cret"}
                {"event":"spend","cost":1,"auth":"x"}
                {"event":"sync","id":"replay-1"}
                {"n":2}
                """);

        List<TraceEvent> events = read(Duration.ZERO, null, trace);

        assertThat(events)
                .extracting(TraceEvent::json)
                .containsExactly("{\"event\":\"spend\",\"cost\":1,\"auth\":\"x\"}", "{\"n\":2}");
        assertThat(skipped).isEmpty();
    }

    @Test
    void what_is_no_json_object_is_told_with_its_line_and_left_out() throws IOException {
        Path trace = write(
                "x.ndjson",
                "{\"n\":1}\nnope\n\n[1]\n{\"n\":2} {}\n{\"n\":\n" + "{\"" + "x".repeat(1 << 20) + "\":1}\n{\"n\":3}\n");

        List<TraceEvent> events = read(Duration.ZERO, null, trace);

        assertThat(events).extracting(TraceEvent::json).containsExactly("{\"n\":1}", "{\"n\":3}");
        assertThat(skipped)
                .containsExactly(
                        trace + ":2 (expected: one JSON object)",
                        trace + ":4 (expected: one JSON object)",
                        trace + ":5 (expected: one JSON object)",
                        trace + ":6 (expected: one JSON object)",
                        trace + ":7: longer than 1048576 bytes (expected: one JSON object)");
    }

    @Test
    void rows_of_several_files_are_numbered_through_and_sent_by_time() throws IOException {
        Path first = azure("2023-11-16 18:00:00,1,0", "2023-11-16 18:00:02,2,0");
        Path second = write("b.csv", AzureReader.HEADER + "\n2023-11-16 18:00:01,3,0\n");

        List<TraceEvent> events = read(Duration.ZERO, prices("m,p,1,1"), first, second);

        assertThat(events).extracting(TraceEvent::cost).containsExactly(dollars(1), dollars(3), dollars(2));
        // By number the rows are 0, 2 and 1.
        assertThat(events).extracting(TraceEvent::teamId).containsExactly("team-10", "team-17", "team-09");
    }

    @Test
    void costs_that_add_to_spend_are_those_of_spend_and_of_successful_requests() throws IOException {
        Path trace = write("x.ndjson", """
                {"event":"spend","cost":0.1,"team_id":"a"}
                {"event":"request","status":"success","cost":2,"team_id":"a"}
                {"event":"request","status":"failure","cost":4}
                {"event":"alert","cost":8}
                {"event":"spend","cost":"16"}
                {"event":"spend","cost":1e-999999999}
                {"event":"spend","cost":1e999999999}
                """);

        Totals totals = new Totals(true);
        read(Duration.ZERO, null, trace).forEach(totals::add);

        assertThat(totals.usd()).isEqualByComparingTo("2.1");
        assertThat(totals.teams()).containsOnlyKeys("a");
    }

    @Test
    void totals_round_each_event_half_to_even() {
        Totals totals = new Totals(true);
        totals.add(new TraceEvent("", null, new BigDecimal("0.0000000005"), "a"));
        totals.add(new TraceEvent("", null, new BigDecimal("0.0000000015"), "a"));
        totals.add(new TraceEvent("", null, new BigDecimal("1"), null));

        assertThat(totals.usd()).isEqualByComparingTo("1.000000002");
        assertThat(totals.teams().get("a")).isEqualByComparingTo("0.000000002");
        assertThat(totals.teams()).hasSize(1);
    }

    @Test
    void models_are_eight_of_the_rows_with_two_prices() throws IOException {
        StringBuilder rows = new StringBuilder(PriceList.HEADER + "\nfree,p,0,1\nalsofree,p,1,0\n");
        for (int i = 0; i < 30; i++) {
            rows.append("m").append(i).append(",p,1,1\n");
        }
        PriceList list = PriceList.read(write("p.csv", rows.toString()), 1);

        // Computed by the rule of docs/replay.md in another language.
        assertThat(list.models()).extracting(ModelPrice::model).containsExactly(GOLDEN_MODELS);
    }

    private static final String[] GOLDEN_MODELS = {"m27", "m4", "m11", "m28", "m14", "m0", "m17", "m15"};

    @ParameterizedTest
    @ValueSource(strings = {"root:x:0:0\n", "", "\n\n", "TIMESTAMP;ContextTokens\n1;2\n"})
    void a_file_of_another_kind_is_unsuitable(String content) throws IOException {
        Path trace = write("x.csv", content);

        assertThatThrownBy(() -> Trace.survey(List.of(trace), filling(null)))
                .isInstanceOf(UnsuitableFileException.class)
                .hasMessage("--trace: " + trace + " (expected: NDJSON events, or an Azure LLM trace with the header "
                        + AzureReader.HEADER + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2023-11-16 18:00:00,1", "yesterday,1,1", "2023-11-16 18:00:00,-1,1", "2023-11-16 18:00:00,1,"})
    void a_malformed_row_is_told_with_its_line(String row) throws IOException {
        Path trace = azure("2023-11-16 18:00:00,1,1", row);
        Trace.Filling filling = filling(prices("m,p,1,1"));

        assertThatThrownBy(() -> Trace.survey(List.of(trace), filling))
                .isInstanceOf(UnsuitableFileException.class)
                .hasMessageStartingWith("--trace: " + trace + ":3 (expected: a time such as");
    }

    @Test
    void what_can_be_read_only_once_is_unsuitable() {
        Path trace = Path.of("/dev/null");

        assertThatThrownBy(() -> Trace.survey(List.of(trace), filling(null)))
                .isInstanceOf(UnsuitableFileException.class)
                .hasMessage("--trace: /dev/null (expected: a regular file, as it is read more than once)");
    }

    @Test
    void an_azure_trace_needs_prices() throws IOException {
        Path trace = azure("2023-11-16 18:00:00,1,1");

        assertThatThrownBy(() -> Trace.survey(List.of(trace), filling(null)))
                .hasMessage("--trace: " + trace + " (expected: --prices FILE beside an Azure LLM trace)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"m,p,1", "m,p,-1,1", "m,p,1,x", ",p,1,1", "m,p,1e999,1"})
    void a_malformed_price_is_told_with_its_line(String row) throws IOException {
        assertThatThrownBy(() -> prices(row))
                .isInstanceOf(UnsuitableFileException.class)
                .hasMessageContaining("prices.csv:2 (expected: a model");
    }

    private List<TraceEvent> read(Duration shift, @Nullable PriceList prices, Path... files) throws IOException {
        return all(Trace.survey(List.of(files), filling(prices)), shift);
    }

    private List<TraceEvent> all(Trace trace, Duration shift) throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        try (EventReader reader = trace.open(shift, skipped::add)) {
            for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
                events.add(event);
            }
        }
        return events;
    }

    private static Trace.Filling filling(@Nullable PriceList prices) {
        return new Trace.Filling(new Spread(1, new Spread.Sizes(200, 100, 20)), prices);
    }

    private PriceList prices(String row) throws IOException {
        return PriceList.read(write("prices.csv", PriceList.HEADER + "\n" + row + "\n"), 1);
    }

    private Path azure(String... rows) throws IOException {
        return write("a.csv", "\uFEFF" + AzureReader.HEADER + "\r\n" + String.join("\r\n", rows));
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static BigDecimal dollars(long amount) {
        return BigDecimal.valueOf(amount);
    }
}
