package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.RedisConfig;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpochIT {
    private static final String NEWER = String.valueOf(Epoch.FORMAT + 1);

    private final Keys keys = new Keys("epochs");
    private RedisStores stores;
    private RedisLink link;
    private boolean newerBegan;
    private int asked;

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores();
        link = new RedisLink(
                stores.vertx, RedisConfig.standalone(stores.redis.uri()), "a test", RedisLinkOptions.STANDARD);
        get(link.open());
    }

    @AfterEach
    void close() throws Exception {
        get(link.close());
        stores.close();
    }

    @Test
    void all_who_ask_learn_the_same() {
        String first = get(new Epoch(link::send, keys).learn());

        assertThat(get(new Epoch(link::send, keys).learn())).isEqualTo(first);
        assertThat(format()).isEqualTo(String.valueOf(Epoch.FORMAT));
    }

    @Test
    void a_newer_version_that_begins_in_between_is_not_written_over() {
        Future<String> learned = new Epoch(this::newerBeginsInBetween, keys).learn();
        boolean hasFailed = get(learned.transform(done -> Future.succeededFuture(done.failed())));

        assertThat(hasFailed).isEqualTo(newerBegan);
        assertThat(format()).isEqualTo(newerBegan ? NEWER : String.valueOf(Epoch.FORMAT));
    }

    private Future<Response> newerBeginsInBetween(Request request) {
        if (++asked == 1) {
            return link.send(request);
        }
        newerBegan = true;
        return link.send(Request.cmd(Command.HSET)
                        .arg(keys.named("meta"))
                        .arg("format")
                        .arg(NEWER))
                .compose(written -> link.send(request));
    }

    private String format() {
        return get(link.send(Request.cmd(Command.HGET).arg(keys.named("meta")).arg("format")))
                .toString();
    }
}
