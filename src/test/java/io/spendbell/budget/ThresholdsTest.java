package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Share;
import io.spendbell.event.EntityKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
    private static List<Share> shares(String... shares) {
        return Stream.of(shares).map(Share::of).toList();
    }

    @Test
    void a_kind_with_a_list_of_its_own_has_nothing_of_the_default() {
        // Given
        Thresholds thresholds = new Thresholds(shares("0.85", "1.0"), Map.of(EntityKind.TEAM, shares("0.5")));

        // Then
        assertThat(thresholds.of(EntityKind.TEAM)).isEqualTo(shares("0.5"));
        for (EntityKind kind : EntityKind.values()) {
            if (kind != EntityKind.TEAM) {
                assertThat(thresholds.of(kind)).as(kind.wireName()).isEqualTo(shares("0.85", "1"));
            }
        }
    }

    @Test
    void the_lowest_comes_first_and_each_once_however_they_were_written() {
        // Given
        List<Share> written = shares("1.0", "0.5", "0.50", "2", "1");

        // When
        Thresholds thresholds = new Thresholds(written, Map.of(EntityKind.KEY, written));

        // Then
        assertThat(thresholds.of(EntityKind.USER)).isEqualTo(shares("0.5", "1", "2"));
        assertThat(thresholds.of(EntityKind.KEY)).isEqualTo(shares("0.5", "1", "2"));
    }

    @Test
    void an_empty_list_of_a_kind_turns_its_thresholds_off() {
        // Given
        Thresholds thresholds = new Thresholds(shares("1"), Map.of(EntityKind.PROXY, List.of()));

        // Then
        assertThat(thresholds.of(EntityKind.PROXY)).isEmpty();
    }

    @Test
    void by_default_it_is_85_and_95_and_100_percent() {
        // Then
        for (EntityKind kind : EntityKind.values()) {
            assertThat(Thresholds.STANDARD.of(kind)).isEqualTo(shares("0.85", "0.95", "1"));
        }
    }
}
