package io.spendbell.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotTotalsTest {
    @Test
    void holds_what_a_map_would_hold() {
        Random random = new Random(7);
        SlotTotals totals = new SlotTotals();
        Map<Long, Optional<Long>> expected = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 20_000; i++) {
                long slot = random.nextInt(8_000) * (random.nextBoolean() ? 1L : 1L << 33);
                if (random.nextInt(5) == 0) {
                    totals.put(slot, 0, true);
                    expected.put(slot, Optional.empty());
                } else {
                    long total = random.nextLong();
                    totals.put(slot, total, false);
                    expected.put(slot, Optional.of(total));
                }
            }
            Map<Long, Optional<Long>> found = new HashMap<>();
            totals.forEach(
                    (slot, total, isRemoved) -> found.put(slot, isRemoved ? Optional.empty() : Optional.of(total)));
            assertThat(found).isEqualTo(expected);
            assertThat(totals.size()).isEqualTo(expected.size());
            assertThat(totals.sortedSlots()).isSorted().hasSize(expected.size());
            expected.forEach((slot, total) -> {
                int at = totals.indexOf(slot);
                assertThat(totals.totalAt(at)).isEqualTo(total.orElse(0L));
                assertThat(totals.isRemovedAt(at)).isEqualTo(total.isEmpty());
            });
            assertThat(totals.indexOf(9_999)).isEqualTo(-1);
            totals.clear();
            expected.clear();
            assertThat(totals.isEmpty()).isTrue();
            assertThat(totals.indexOf(1)).isEqualTo(-1);
        }
    }
}
