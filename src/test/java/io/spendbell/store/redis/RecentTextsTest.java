package io.spendbell.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentTextsTest {
    private final RecentTexts texts = new RecentTexts(3, 10);

    @Test
    void what_was_not_used_for_longest_is_forgotten_where_there_are_too_many() {
        texts.put("a", "1");
        texts.put("b", "2");
        texts.put("c", "3");
        texts.get("a");
        texts.put("d", "4");

        assertThat(texts).containsOnlyKeys("a", "c", "d");
    }

    @Test
    void what_was_not_used_for_longest_is_forgotten_where_all_is_too_long() {
        texts.putAll(Map.of("a", "12345"));
        texts.put("b", "12345");
        texts.put("b", "1234");
        texts.put("c", "12");
        assertThat(texts).containsOnlyKeys("b", "c");

        texts.put("d", "12345678901");
        assertThat(texts).as("what is needed now stays, however long").containsOnlyKeys("d");
        texts.clear();
        texts.put("a", "1234567890");
        assertThat(texts).hasSize(1);
    }
}
