package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.raising;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertJson;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.View;
import io.spendbell.store.StoreUnusableException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept in Redis and cannot be read: damaged, or written by a later version. */
class UnreadableAlertsIT {
    private final Alert good = alert(Level.LOW, NOW);
    private final Alert bad = alert(Level.HIGH, NOW);
    private final List<String> told = new ArrayList<>();

    private RedisStores stores;
    private RedisStore store;
    private Redis admin;

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores();
        admin = Redis.createClient(stores.vertx, stores.redis.uri());
        store = stores.in("unreadable", OPTIONS);
        get(store.open());
        get(store.onUnreadable(told::add));
        get(store.commit(batch(raising(bad, "finops"), raising(good, "finops")), NOTHING));
    }

    @AfterEach
    void close() throws Exception {
        get(store.close());
        get(admin.close());
        stores.close();
    }

    private void keep(String json) {
        get(admin.send(Request.cmd(Command.HSET)
                .arg(store.keys().named("alerts"))
                .arg(bad.id())
                .arg(json)));
    }

    private List<Delivery> leaseAt(Instant now) {
        return get(store.outbox().lease("finops", "me", now, now.plusSeconds(5), 10))
                .deliveries();
    }

    private View viewOfBad() {
        return get(store.outbox().list("finops", 0, 10)).stream()
                .filter(view -> view.id().alertId().equals(bad.id()))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "{}", "{\"v\":1,\"id\":\"x\"}"})
    void one_that_is_damaged_is_parked_with_the_reason_and_holds_up_no_other(String json) {
        keep(json);

        assertThat(leaseAt(NOW)).extracting(Delivery::alert).containsExactly(good);

        View view = viewOfBad();
        assertThat(view.state()).isEqualTo(View.State.PARKED);
        assertThat(view.reason()).startsWith("the alert cannot be read: ");
        assertThat(view.alert().type()).isEqualTo(AlertType.SPENDBELL_NOTICE);
        assertThat(view.alert().level()).isEqualTo(Level.HIGH);
        assertThat(view.alert().message()).isEqualTo(view.reason());
        assertThat(view.alert().raisedAt()).isEqualTo(NOW);
        assertThat(get(store.alerts(0, 10))).containsExactly(good);
        assertThat(told).containsExactly(bad.id());
    }

    @Test
    void one_that_is_gone_is_parked_too() {
        get(admin.send(
                Request.cmd(Command.HDEL).arg(store.keys().named("alerts")).arg(bad.id())));

        assertThat(leaseAt(NOW)).extracting(Delivery::alert).containsExactly(good);
        assertThat(viewOfBad().state()).isEqualTo(View.State.PARKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v\":1|\"v\":2", "budget_alerts|alerts_to_come"})
    void one_of_a_later_version_waits_for_a_replica_that_can_read_it_before_it_is_parked(String change) {
        String json = new String(AlertJson.write(bad), StandardCharsets.UTF_8);
        String[] words = change.split("\\|");
        keep(json.replace(words[0], words[1]));

        Instant now = NOW;
        for (int i = 1; i <= 5; i++) {
            leaseAt(now);
            View waits = viewOfBad();
            assertThat(waits.state()).isEqualTo(View.State.WAITING);
            assertThat(waits.attempts()).isEqualTo(i);
            now = now.plusSeconds(61);
        }
        leaseAt(now);
        assertThat(viewOfBad().state()).isEqualTo(View.State.PARKED);

        keep(json);
        get(store.outbox().retry(bad.id(), null, now));
        assertThat(leaseAt(now)).extracting(Delivery::alert).contains(bad);
    }

    @Test
    void a_store_of_a_later_version_is_not_opened() {
        get(admin.send(Request.cmd(Command.HSET)
                .arg(store.keys().named("meta"))
                .arg("format")
                .arg(Format.OWN + 1)));

        assertThatThrownBy(() -> get(stores.in("unreadable", OPTIONS).open()))
                .hasCauseInstanceOf(StoreUnusableException.class)
                .hasMessageContaining("{unreadable}:meta says format 2 (expected: at most 1; ");
    }
}
