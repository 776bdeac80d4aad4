package io.spendbell.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpreadTest {
    private final Spread spread = new Spread(1, new Spread.Sizes(200, 100, 20));

    /** The expected values were computed by the rule of docs/replay.md in another language. */
    @Test
    void the_first_rows_go_to_the_keys_that_the_documented_rule_names() {
        Spread.Owner first = spread.owner(0);
        assertThat(first.keyAlias()).isEqualTo("key-000");
        assertThat(first.userId()).isEqualTo("user-56");
        assertThat(first.teamId()).isEqualTo("team-10");
        assertThat(first.teamAlias()).isEqualTo("Team 10");
        assertThat(first.token()).isEqualTo("dfaee4b32154219f29ec5d5dd240b76919a787335c618b5191cf7f83b8e22b30");
        assertThat(spread.owner(1).keyAlias()).isEqualTo("key-079");
        assertThat(spread.owner(1).userId()).isEqualTo("user-35");
        assertThat(spread.owner(1).teamId()).isEqualTo("team-09");
        assertThat(spread.owner(2).keyAlias()).isEqualTo("key-027");
        assertThat(spread.owner(2).userId()).isEqualTo("user-83");
        assertThat(spread.owner(2).teamId()).isEqualTo("team-17");
    }

    @Test
    void the_finaliser_is_that_of_splitmix64() {
        // The first outputs of the published generator when its state begins at 0.
        assertThat(SplitMix.mix(0x9E3779B97F4A7C15L)).isEqualTo(0xE220A8397B1DCDAFL);
        assertThat(SplitMix.mix(0x3C6EF372FE94F82AL)).isEqualTo(0x6E789E6AA1B965F4L);
    }

    @Test
    void a_key_always_belongs_to_one_user_and_a_user_to_one_team() {
        Map<String, String> userOfKey = new HashMap<>();
        Map<String, String> teamOfUser = new HashMap<>();
        Map<String, String> tokenOfKey = new HashMap<>();
        for (long row = 0; row < 20_000; row++) {
            Spread.Owner owner = spread.owner(row);
            String user = userOfKey.computeIfAbsent(owner.keyAlias(), unseen -> owner.userId());
            String team = teamOfUser.computeIfAbsent(owner.userId(), unseen -> owner.teamId());
            String token = tokenOfKey.computeIfAbsent(owner.keyAlias(), unseen -> owner.token());
            assertThat(owner.userId()).isEqualTo(user);
            assertThat(owner.teamId()).isEqualTo(team);
            assertThat(owner.token()).isEqualTo(token).matches("[0-9a-f]{64}");
        }
        assertThat(userOfKey).hasSize(200);
        assertThat(teamOfUser).hasSize(100);
        assertThat(new HashSet<>(teamOfUser.values())).hasSize(20);
    }

    @Test
    void the_second_key_is_drawn_half_as_often_as_the_first() {
        Map<String, Integer> rows = new HashMap<>();
        for (long row = 0; row < 50_000; row++) {
            rows.merge(spread.owner(row).keyAlias(), 1, Integer::sum);
        }
        double ratio = (double) rows.getOrDefault("key-001", 0) / rows.getOrDefault("key-000", 1);
        assertThat(ratio).isBetween(0.45, 0.55);
    }

    @Test
    void each_rank_is_drawn_by_its_weight() {
        Zipf three = new Zipf(3);
        // The weights are 1,000,000, 500,000 and 333,333.
        assertThat(three.rank(0)).isZero();
        assertThat(three.rank(999_999)).isZero();
        assertThat(three.rank(1_000_000)).isEqualTo(1);
        assertThat(three.rank(1_499_999)).isEqualTo(1);
        assertThat(three.rank(1_500_000)).isEqualTo(2);
        assertThat(three.rank(1_833_332)).isEqualTo(2);
        assertThat(three.rank(1_833_333)).isZero();
        // 2^64 - 129,374 modulo 1,833,333 is 1,833,332.
        assertThat(three.rank(-129_374)).isEqualTo(2);
    }
}
