package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.raising;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.store.Batch;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Alerts that say the same while Redis is away are told apart, and each is delivered once. */
class StandInSameAlertsIT extends StandInFixture {
    /** Such as two updates of one key by one actor. */
    @Test
    void alerts_that_say_the_same_are_each_delivered_once() throws Exception {
        Batch two = batch(raising(updated(), "finops"), raising(updated(), "finops"));
        Batch another = batch(raising(updated(), "finops"));
        Set<String> told = new HashSet<>();
        goAway();
        get(store.decideAlone(two, NOTHING))
                .raised()
                .forEach(raise -> told.add(raise.alert().id()));
        get(store.decideAlone(another, NOTHING))
                .raised()
                .forEach(raise -> told.add(raise.alert().id()));
        assertThat(told).hasSize(3);
        for (Delivery delivery : lease().deliveries()) {
            begin(delivery.id());
            settle(new Settlement.Retry(delivery.id(), NOW.plusSeconds(5), "500", false));
        }

        comeBack();
        assertThat(untilItSucceeds(two).raised()).isEmpty();
        assertThat(untilItSucceeds(another).raised()).isEmpty();

        List<Delivery> due = leaseAt(NOW.plusSeconds(5)).deliveries();
        assertThat(due)
                .filteredOn(each -> each.alert().type() == AlertType.VIRTUAL_KEY_UPDATED)
                .extracting(each -> each.id().alertId())
                .containsExactlyInAnyOrderElementsOf(told);
        due.forEach(each -> settle(new Settlement.Delivered(each.id())));
        assertThat(leaseAt(NOW.plusSeconds(90)).deliveries()).isEmpty();
        assertThat(get(store.outbox().list(null, 0, 10))).isEmpty();
    }

    private static Alert updated() {
        Entity pay = new Entity(EntityKind.KEY, "pay");
        String id = UUID.randomUUID().toString();
        return new Alert(
                id,
                AlertType.VIRTUAL_KEY_UPDATED,
                Level.LOW,
                pay,
                EntityFields.NONE,
                "pay was updated",
                null,
                NOW,
                NOW);
    }

    @Test
    void claims_that_say_the_same_and_were_not_told_of_yet_are_each_delivered_once_redis_is_back() throws Exception {
        Batch two = batch(finding(new Hanging("a"), new Hanging("b")));
        goAway();
        List<String> raised = idsOf(get(store.decideAlone(two, NOTHING)).raised());
        assertThat(raised).hasSize(2).doesNotHaveDuplicates();

        comeBack();
        assertThat(untilItSucceeds(two).raised()).isEmpty();

        assertThat(lease().deliveries())
                .filteredOn(each -> each.alert().type() == AlertType.LLM_REQUESTS_HANGING)
                .extracting(each -> each.id().alertId())
                .containsExactlyInAnyOrderElementsOf(raised);
    }

    @Test
    void a_claim_that_says_what_an_earlier_one_said_is_told_of_in_the_same_outage() throws Exception {
        Batch first = batch(finding(new Hanging("a")));
        Batch later = batch(finding(new Hanging("c")));
        goAway();
        get(store.decideAlone(first, NOTHING));
        DeliveryId done = lease().deliveries().get(0).id();
        begin(done);
        settle(new Settlement.Delivered(done));

        List<String> raised = idsOf(get(store.decideAlone(later, NOTHING)).raised());

        assertThat(raised).hasSize(1).doesNotContain(done.alertId());
        assertThat(lease().deliveries()).extracting(each -> each.id().alertId()).containsExactlyElementsOf(raised);
        comeBack();
        untilItSucceeds(first);
        untilItSucceeds(later);
        assertThat(get(store.alerts(0, 10)))
                .filteredOn(each -> each.type() == AlertType.LLM_REQUESTS_HANGING)
                .extracting(Alert::id)
                .containsExactlyInAnyOrder(done.alertId(), raised.get(0));
    }

    private static List<String> idsOf(List<Raise> raises) {
        return raises.stream().map(raise -> raise.alert().id()).toList();
    }
}
