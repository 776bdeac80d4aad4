package io.spendbell.store.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AtHandTest {
    private final AtHand<Windows> atHand = new AtHand<>();

    private record Windows(int windows) implements AtHand.Windowed {}

    @Test
    void accounts_with_many_windows_take_no_more_room_than_those_with_few() {
        for (int i = 0; i < 30_000; i++) {
            atHand.put("b", "user-" + i, new Windows(92));
            assertThat(atHand.windows()).isLessThanOrEqualTo(262_144);
        }

        assertThat(atHand.get("b", "user-29999")).isEqualTo(new Windows(92));
        assertThat(atHand.get("b", "user-0")).isNull();
    }

    @Test
    void what_is_put_again_or_removed_is_counted_once() {
        atHand.put("b", "a", new Windows(3));
        atHand.put("b", "a", new Windows(5));
        atHand.put("b", "b", new Windows(1));
        atHand.remove("b", "b");
        atHand.remove("b", "c");

        assertThat(atHand.windows()).isEqualTo(5);
    }
}
