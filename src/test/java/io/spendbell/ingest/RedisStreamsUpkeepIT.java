package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import org.junit.jupiter.api.Test;

/** What is taken off a stream, and a stream or Redis that goes away and comes back. */
class RedisStreamsUpkeepIT extends RedisStreamsFixture {
    @Test
    void what_the_dead_have_left_is_claimed_and_they_are_forgotten() throws Exception {
        addSpend(20);
        ask(Command.XGROUP, "CREATE", STREAM, GROUP, "0");
        ask(Command.XREADGROUP, "GROUP", GROUP, "dead", "COUNT", "20", "STREAMS", STREAM, ">");

        Replica replica = onRedis().reads();

        until(() -> replica.spentDollars() == 20);
        until(() -> consumers().stream().noneMatch("dead"::equals));
        assertThat(pending()).isZero();
    }

    @Test
    void dead_letters_are_bounded() throws Exception {
        Replica replica = onRedis().reads();
        for (int i = 0; i < 1_200; i++) {
            add("nonsense");
        }

        until(() -> replica.count("spendbell.events.rejected") == 1_200);
        assertThat(length(DEAD)).isBetween(1_000L, 1_020L);
    }

    @Test
    void goes_on_by_itself_when_redis_was_killed_and_is_back() throws Exception {
        Replica replica = onRedis();
        replica.holds = true;
        replica.reads();
        addSpend(10);
        until(() -> !replica.held.isEmpty());

        redis.kill();
        until(() -> replica.gauge("spendbell.stream.read") == 0);
        replica.letGo();
        until(() -> replica.alerting.fault() != null);
        redis.startAgain();

        until(() -> replica.spentDollars() == 10);
        addSpend(10);
        until(() -> replica.spentDollars() == 20);
        until(() -> replica.count("spendbell.events.accepted") == 20);
        assertThat(pending()).isZero();
    }

    @Test
    void what_was_decided_while_redis_was_away_rings_once_counts_once_and_is_acknowledged_when_it_is_back()
            throws Exception {
        Replica replica = onRedis();
        replica.holds = true;
        replica.reads();
        addSpend(10);
        add("{\"event\":\"budget\",\"type\":\"token_budget\",\"user_info\":"
                + "{\"token\":\"k\",\"event_group\":\"key\",\"spend\":12,\"max_budget\":10}}");
        until(() -> replica.handedOver.get() == 11);
        redis.kill();
        until(() -> replica.store.fault() != null);
        replica.letGo();
        until(() -> replica.raised.size() == 1);
        redis.startAgain();

        until(() -> replica.count("spendbell.events.accepted") == 11);
        assertThat(replica.spentDollars()).isEqualTo(10);
        assertThat(pending()).isZero();
        assertThat(replica.raised).hasSize(1);
        assertThat(await(replica.store.alerts(0, 10)))
                .containsExactly(replica.raised.element().alert());
    }

    @Test
    void a_stream_that_was_deleted_is_made_again() throws Exception {
        Replica replica = onRedis().reads();
        addSpend(3);
        until(() -> replica.spentDollars() == 3);

        ask(Command.DEL, STREAM);
        addSpend(4);

        until(() -> replica.spentDollars() == 7);
    }

    @Test
    void only_what_every_group_has_acknowledged_is_taken_off() throws Exception {
        ask(Command.XGROUP, "CREATE", STREAM, "others", "0", "MKSTREAM");
        addSpend(300);
        ask(Command.XREADGROUP, "GROUP", "others", "slow", "COUNT", "150", "STREAMS", STREAM, ">");
        Response read = ask(Command.XRANGE, STREAM, "-", "+", "COUNT", "150");
        for (int i = 0; i < 100; i++) {
            ask(Command.XACK, STREAM, "others", read.get(i).get(0));
        }
        Replica replica = onRedis().reads();
        until(() -> replica.spentDollars() == 300);

        until(() -> replica.count("spendbell.stream.trimmed") == 100);
        assertThat(length(STREAM)).isEqualTo(200);
        for (int i = 100; i < 150; i++) {
            ask(Command.XACK, STREAM, "others", read.get(i).get(0));
        }
        until(() -> replica.count("spendbell.stream.trimmed") == 140);
        assertThat(ask(Command.XREADGROUP, "GROUP", "others", "slow", "COUNT", "1000", "STREAMS", STREAM, ">")
                        .get(STREAM)
                        .size())
                .as("what the other group was not handed yet")
                .isEqualTo(150);
    }

    @Test
    void nothing_is_taken_off_where_that_is_not_wanted() throws Exception {
        trims = false;
        addSpend(100);
        ask(Command.XGROUP, "CREATE", STREAM, GROUP, "0");
        ask(Command.XGROUP, "CREATECONSUMER", STREAM, GROUP, "dead");
        Replica replica = onRedis().reads();
        until(() -> replica.spentDollars() == 100);

        until(() -> consumers().stream().noneMatch("dead"::equals));

        assertThat(length(STREAM)).isEqualTo(100);
    }

    @Test
    void with_a_store_of_its_own_what_was_counted_but_not_acknowledged_counts_once_over_a_restart() throws Exception {
        Replica before = onFile();
        before.reads((events, receipts) -> before.alerting
                .accept(events, receipts)
                .compose(reply -> Future.failedFuture("it was killed before the acknowledgement")));
        addSpend(30);
        until(() -> before.spentDollars() == 30);
        before.stopReading();
        assertThat(pending()).isEqualTo(30);
        before.close();

        Replica after = onFile().reads();
        addSpend(1);

        until(() -> after.count("spendbell.events.accepted") == 31);
        assertThat(after.spentDollars()).isEqualTo(31);
        assertThat(after.count("spendbell.events.duplicate")).isEqualTo(30);
        assertThat(pending()).isZero();
    }

    @Test
    void waits_for_a_server_that_is_not_there_yet() throws Exception {
        redis.kill();
        Replica replica = onFile().reads();
        redis.startAgain();

        addSpend(2);

        until(() -> replica.spentDollars() == 2);
    }
}
