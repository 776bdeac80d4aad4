package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of a stream's entries. */
class RedisStreamsIT extends RedisStreamsFixture {
    @Test
    void what_was_added_before_and_while_it_runs_is_counted_and_acknowledged() throws Exception {
        addSpend(300);
        Replica replica = onRedis().reads();
        addSpend(200);

        until(() -> replica.spentDollars() == 500);
        until(() -> replica.count("spendbell.events.accepted") == 500);
        assertThat(pending()).isZero();
        assertThat(replica.budget.bytesUnderWay()).isZero();
        assertThat(replica.gauge("spendbell.stream.read")).isEqualTo(1);
    }

    @Test
    void small_entries_among_such_as_are_far_too_long_are_counted_and_those_are_parked() throws Exception {
        for (int i = 0; i < 32; i++) {
            addSpend(1);
            add(spendOf(4_000_000));
        }
        Replica replica = onRedis().reads();

        until(() -> replica.spentDollars() == 32);
        until(() -> replica.count("spendbell.stream.parked") == 32);
        assertThat(length(DEAD)).isEqualTo(32);
        assertThat(pending()).isZero();
        assertThat(replica.count("spendbell.events.accepted")).isEqualTo(32);
        assertThat(ask(Command.XRANGE, DEAD, "-", "+", "COUNT", 1)
                        .get(0)
                        .get(1)
                        .get(1)
                        .toString())
                .startsWith("event: longer than allowed");
    }

    @Test
    void entries_that_are_large_are_read_a_few_at_a_time_and_all_counted() throws Exception {
        for (int i = 0; i < 30; i++) {
            add(spendOf(i % 3 == 0 ? 100 : 700_000));
        }
        Replica replica = onRedis();
        AtomicInteger mostTogether = new AtomicInteger();
        replica.reads((events, receipts) -> {
            mostTogether.accumulateAndGet(events.size(), Math::max);
            return replica.alerting.accept(events, receipts);
        });

        until(() -> replica.spentDollars() == 30);
        until(() -> replica.count("spendbell.events.accepted") == 30);
        assertThat(pending()).isZero();
        assertThat(mostTogether.get()).isBetween(1, 4);
    }

    @Test
    void a_replica_is_behind_until_no_entries_of_more_than_a_minute_wait_to_be_handed_out() throws Exception {
        // Given more than may be under way, added over twenty minutes
        for (int second = 1; second <= 1_200; second++) {
            ask(Command.XADD, STREAM, second + "000-1", "event", spend("t", 1));
        }
        Replica replica = onRedis();
        replica.holds = true;
        replica.reads();
        assertThat(replica.streams.isBehind()).as("nothing is known yet").isTrue();

        // When
        until(() -> replica.gauge("spendbell.stream.behind") == 200);

        // Then
        assertThat(replica.streams.isBehind()).isTrue();
        replica.letGo();
        until(() -> !replica.streams.isBehind());
        until(() -> replica.spentDollars() == 1_200);
    }

    @Test
    void a_repeated_id_counts_once_and_is_acknowledged() throws Exception {
        Replica replica = onRedis().reads();
        add("{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\",\"id\":\"call-1\"}");
        add("{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\",\"id\":\"call-1\"}");

        until(() -> replica.count("spendbell.events.accepted") == 2);
        assertThat(replica.spentDollars()).isEqualTo(1);
        assertThat(pending()).isZero();
    }

    @Test
    void two_replicas_share_a_stream() throws Exception {
        Replica one = onRedis();
        Replica other = onRedis();
        one.reads();
        other.reads();
        until(() -> one.gauge("spendbell.stream.read") == 1 && other.gauge("spendbell.stream.read") == 1);

        addSpend(1_000);

        until(() -> one.spentDollars() == 1_000);
        until(() -> one.count("spendbell.events.accepted") + other.count("spendbell.events.accepted") == 1_000);
        assertThat(one.count("spendbell.events.accepted")).isPositive();
        assertThat(other.count("spendbell.events.accepted")).isPositive();
        assertThat(pending()).isZero();
    }

    @Test
    void an_entry_that_a_slow_consumer_has_and_another_one_claims_counts_once() throws Exception {
        Replica slow = onRedis();
        slow.holds = true;
        slow.reads();
        addSpend(5);
        until(() -> !slow.held.isEmpty());
        Replica claiming = onRedis().reads();

        until(() -> claiming.spentDollars() == 5);
        slow.letGo();
        until(() -> slow.count("spendbell.events.accepted") == 5);

        assertThat(slow.count("spendbell.events.duplicate")).isEqualTo(5);
        assertThat(claiming.count("spendbell.stream.claimed")).isEqualTo(5);
        assertThat(claiming.spentDollars()).isEqualTo(5);
        assertThat(pending()).isZero();
    }

    @Test
    void a_consumer_that_stops_leaves_nothing_behind() throws Exception {
        Replica replica = onRedis().reads();
        addSpend(3);
        until(() -> replica.spentDollars() == 3);
        assertThat(consumers()).hasSize(1);

        replica.stopReading();

        assertThat(consumers()).isEmpty();
    }

    @Test
    void what_is_no_event_is_moved_to_the_dead_letters_with_its_reason() throws Exception {
        Replica replica = onRedis().reads();
        String nonsense = add("nonsense");
        add(spend("t", 1) + "\n" + spend("t", 1));
        add("{\"event\":\"spend\",\"team_id\":\"t\"}");
        add("{\"event\":\"sync\",\"id\":\"x\"}");
        add(" ".repeat(1 << 20) + spend("t", 1));
        ask(Command.XADD, STREAM, "*", "other", "field");
        add(spend("t", 1) + "\n");

        until(() -> replica.count("spendbell.events.rejected") == 6);
        until(() -> replica.spentDollars() == 1);
        assertThat(pending()).isZero();
        Response letters = ask(Command.XRANGE, DEAD, "-", "+");
        List<String> reasons = new ArrayList<>();
        letters.forEach(letter -> reasons.add(letter.get(1).get(1).toString()));
        assertThat(reasons)
                .hasSize(6)
                .anyMatch(reason -> reason.startsWith("cost: "))
                .anyMatch(reason -> reason.startsWith("event: sync"))
                .anyMatch(reason -> reason.startsWith("event: missing"))
                .anyMatch(reason -> reason.startsWith("event: longer than allowed"));
        Response first = letters.get(0).get(1);
        assertThat(List.of(
                        first.get(3).toString(),
                        first.get(4).toString(),
                        first.get(5).toString()))
                .containsExactly(nonsense, "event", "nonsense");
        letters.forEach(letter -> assertThat(letter.toString().length()).isLessThan(70_000));
        assertThat(replica.count("spendbell.stream.parked")).isEqualTo(6);
    }

    @Test
    void what_would_leave_the_range_of_money_is_moved_to_the_dead_letters_too() throws Exception {
        Replica replica = onRedis().reads();
        add(spend("t", 4_000_000_000L));
        add(spend("t", 4_000_000_000L));
        add(spend("t", 4_000_000_000L));
        add(spend("u", 1));

        until(() -> replica.spentDollars() == 8_000_000_001L);
        until(() -> replica.count("spendbell.events.rejected") == 1);
        assertThat(pending()).isZero();
        assertThat(length(DEAD)).isEqualTo(1);
    }

    @Test
    void reads_no_more_than_may_be_under_way() throws Exception {
        Replica replica = onRedis();
        replica.holds = true;
        replica.reads();
        for (int i = 0; i < 80; i++) {
            add(spend("t", 1) + " ".repeat(100_000));
        }
        until(() -> replica.budget.isExhausted());

        long handedOut = pending();
        until(() -> replica.gauge("spendbell.stream.pending") == handedOut);
        assertThat(pending()).isEqualTo(handedOut).isLessThan(80);
        replica.letGo();
        until(() -> replica.spentDollars() == 80);
    }
}
