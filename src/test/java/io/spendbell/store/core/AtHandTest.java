package io.spendbell.store.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AtHandTest {
    private final AtHand atHand = new AtHand();

    private static Account account(int windows) {
        return new Account(LongStream.range(0, windows)
                .mapToObj(start -> new Account.Window(start, start))
                .toList());
    }

    @Test
    void accounts_with_many_windows_take_no_more_room_than_those_with_few() {
        for (int i = 0; i < 30_000; i++) {
            atHand.put("user-" + i, account(92));
            assertThat(atHand.windows()).isLessThanOrEqualTo(262_144);
        }

        assertThat(atHand.get("user-29999")).isEqualTo(account(92));
        assertThat(atHand.get("user-0")).isNull();
    }

    @Test
    void what_is_put_again_or_removed_is_counted_once() {
        atHand.put("a", account(3));
        atHand.put("a", account(5));
        atHand.put("b", account(1));
        atHand.remove("b");
        atHand.remove("c");

        assertThat(atHand.windows()).isEqualTo(5);
    }
}
