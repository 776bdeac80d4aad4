package io.spendbell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.RedisConfig;
import io.spendbell.config.Secret;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedisLinkOptionsTest {
    private static final String FIRST = "redis://127.0.0.1:1001";
    private static final String SECOND = "redis://127.0.0.1:1002";
    private static final String THIRD = "redis://127.0.0.1:1003";

    private static RedisConfig config(RedisConfig.Mode mode) {
        String master = mode == RedisConfig.Mode.SENTINEL ? "main" : null;
        return new RedisConfig(Secret.of(FIRST), mode, master, List.of(Secret.of(SECOND), Secret.of(THIRD)), null);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STANDALONE")
    void each_attempt_begins_with_another_node_and_knows_them_all(RedisConfig.Mode mode) {
        List<List<String>> asked = new ArrayList<>();
        for (int attempt = 0; attempt < 4; attempt++) {
            asked.add(RedisLinkOptions.STANDARD.forClient(config(mode), attempt).getEndpoints());
        }

        assertThat(asked)
                .containsExactly(
                        List.of(FIRST, SECOND, THIRD),
                        List.of(SECOND, THIRD, FIRST),
                        List.of(THIRD, FIRST, SECOND),
                        List.of(FIRST, SECOND, THIRD));
    }

    @Test
    void one_node_of_a_cluster_is_listened_to_at_a_time() {
        RedisConfig cluster = config(RedisConfig.Mode.CLUSTER);

        assertThat(RedisLinkOptions.STANDARD.forListening(cluster, 0).getEndpoints())
                .containsExactly(FIRST);
        assertThat(RedisLinkOptions.STANDARD
                        .forListening(cluster, Integer.MAX_VALUE)
                        .getEndpoints())
                .hasSize(1);
        assertThat(RedisLinkOptions.STANDARD.forListening(cluster, 5).getEndpoints())
                .containsExactly(THIRD);
    }
}
