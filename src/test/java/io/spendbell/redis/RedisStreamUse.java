package io.spendbell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Everything that is done with a stream, one after the other: for servers and users who might not let it be done. */
public final class RedisStreamUse {
    private RedisStreamUse() {}

    /**
     * Adds three entries with a link of the test's own, moves the first to the dead letters, acknowledges the second, and leaves
     * the third pending.
     *
     * @return the id of the third
     */
    public static String ofEverything(Vertx vertx, RedisConfig config, String name, String group) throws Exception {
        RedisLink producer = new RedisLink(vertx, config, "a test", RedisLinkOptions.STANDARD);
        await(producer.open());
        Promise<Void> up = Promise.promise();
        RedisStream stream = new RedisStream(
                vertx, config, RedisLinkOptions.STANDARD, name, group, "me", new RedisStream.Listener() {
                    @Override
                    public void up() {
                        up.tryComplete();
                    }

                    @Override
                    public void down(String why) {
                        up.tryFail(why);
                    }
                });
        stream.open();
        await(up.future());
        for (int i = 0; i < 3; i++) {
            await(producer.send(
                    Request.cmd(Command.XADD).arg(name).arg("*").arg("event").arg("e" + i)));
        }
        List<StreamEntry> read = await(stream.readNew(10));
        assertThat(read).extracting(entry -> String.valueOf(entry.event())).containsExactly("e0", "e1", "e2");
        assertThat(await(stream.readPending("0", 10, 2))).isEqualTo(read);
        assertThat(await(stream.readPending(read.get(2).id(), 10, 2))).isEmpty();
        assertThat(await(stream.claim(Duration.ZERO, 10)))
                .as("its own are not claimed")
                .isEqualTo(new RedisStream.Claimed(
                        0, read.stream().map(StreamEntry::id).toList()));
        await(stream.beginLife());
        assertThat(await(stream.readPending("0", 1, 2)))
                .containsExactly(new StreamEntry(read.get(0).id(), 2, null));
        assertThat(await(stream.readAlone(read.get(0).id(), true)))
                .containsExactly(
                        new StreamEntry(read.get(0).id(), 3, read.get(0).event()));
        assertThat(await(stream.readAlone("1-1", true))).isEmpty();
        assertThat(await(stream.park(Map.of(read.get(0).id(), "no event"), 10, 100)))
                .isEqualTo(1);
        assertThat(await(stream.park(Map.of(read.get(0).id(), "no event"), 10, 100)))
                .isZero();
        await(stream.acknowledge(List.of(read.get(1).id())));
        StreamState state = await(stream.tend(Duration.ofHours(1), 1_000));
        assertThat(state.pending()).isEqualTo(1);
        assertThat(await(stream.state()).behind()).isZero();
        await(stream.close());
        await(producer.close());
        return read.get(2).id();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
