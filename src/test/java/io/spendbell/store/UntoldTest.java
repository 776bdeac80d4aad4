package io.spendbell.store;

import static io.spendbell.store.StoreFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UntoldTest {
    private static final Settlement OF_BROKEN = new Settlement.Delivered(new DeliveryId("1", "broken"));
    private static final Settlement OF_SOUND = new Settlement.Delivered(new DeliveryId("2", "sound"));

    private final Set<String> deaf = new HashSet<>(Set.of("broken", "sound"));
    private final List<Settlement> heard = new ArrayList<>();
    private final Untold untold = new Untold((Outbox) Proxy.newProxyInstance(
            Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, all) -> {
                assertThat(method.getName()).isEqualTo("settle");
                return settle((Collection<?>) all[0]);
            }));

    private Future<Void> settle(Collection<?> settlements) {
        for (Object each : settlements) {
            Settlement settlement = (Settlement) each;
            if (deaf.contains(settlement.id().destination())) {
                return Future.failedFuture("deaf");
            }
            heard.add(settlement);
        }
        return Future.succeededFuture();
    }

    @Test
    void one_destination_that_cannot_be_told_holds_up_no_other() {
        get(untold.tell(List.of(OF_BROKEN), "me"));
        get(untold.tell(List.of(OF_SOUND), "me"));
        deaf.remove("sound");

        assertThat(untold.tellWhatIsLeftOf("broken").failed()).isTrue();
        get(untold.tellWhatIsLeftOf("sound"));

        assertThat(heard).containsExactly(OF_SOUND);
        assertThat(untold.hasHeardAllOf("sound")).isTrue();
        assertThat(untold.hasHeardAllOf("broken")).isFalse();
    }

    @Test
    void what_is_left_is_told_as_far_as_it_can_be_and_but_once() {
        get(untold.tell(List.of(OF_BROKEN), "me"));
        get(untold.tell(List.of(OF_SOUND), "another"));
        deaf.remove("sound");

        assertThat(untold.tellWhatIsLeft().failed()).isTrue();
        deaf.remove("broken");
        get(untold.tellWhatIsLeft());
        get(untold.tellWhatIsLeft());

        assertThat(heard).containsExactly(OF_SOUND, OF_BROKEN);
    }
}
