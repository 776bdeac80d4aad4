package io.spendbell.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.store.Outbox.DeliveryId;
import org.junit.jupiter.api.Test;

class DeliveryIdTest {

    @Test
    void is_equal_where_both_its_parts_are() {
        DeliveryId id = new DeliveryId("alert", "finops");

        assertThat(id)
                .isEqualTo(new DeliveryId("alert", "finops"))
                .hasSameHashCodeAs(new DeliveryId("alert", "finops"))
                .isNotEqualTo(new DeliveryId("other", "finops"))
                .isNotEqualTo(new DeliveryId("alert", "ops"))
                .isNotEqualTo("alert");
    }
}
