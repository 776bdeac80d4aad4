package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of Redis, as a store and as a way in. */
class RedisConfigLoadingTest extends ConfigFixture {
    @Test
    void streams_are_read_from_the_redis_that_is_named_or_the_stores() {
        assertThat(fixture("valid/redis-streams.yaml", Map.of()).ingest().redis())
                .isEqualTo(new IngestConfig.Redis(
                        RedisConfig.standalone("redis://reader:s3cret@redis:6379/1"),
                        List.of(),
                        new IngestConfig.Streams(List.of("spend", "more"), "finops", false)));

        SpendbellConfig cluster = fixture("valid/redis-streams-cluster.yaml", Map.of());
        assertThat(cluster.ingest().redis())
                .isEqualTo(new IngestConfig.Redis(
                        ((StoreConfig.Redis) cluster.store()).redis(),
                        List.of(),
                        new IngestConfig.Streams(List.of("{prod}:spend"), "spendbell", true)));
    }

    @Test
    void a_redis_store_is_read_in_both_forms() {
        SpendbellConfig brief =
                fixture("valid/store-redis.yaml", Map.of("REDIS_URL", "rediss://user:s3cret@redis.example.com:6380/2"));
        RedisConfig server = RedisConfig.standalone("rediss://user:s3cret@redis.example.com:6380/2");
        assertThat(brief.store()).isEqualTo(new StoreConfig.Redis(server, "spendbell"));
        assertThat(brief.ingest().redis()).isEqualTo(new IngestConfig.Redis(server, List.of("spend", "budgets"), null));
        assertThat(brief.toString()).doesNotContain("s3cret");
        assertThat(server.shown()).isEqualTo("redis.example.com:6380");

        SpendbellConfig longForm = fixture("valid/store-redis-sentinel.yaml", Map.of());
        assertThat(longForm.store())
                .isEqualTo(new StoreConfig.Redis(
                        new RedisConfig(
                                Secret.of("redis://user:s3cret+%2Fword@sentinel-1:26379/3"),
                                RedisConfig.Mode.SENTINEL,
                                "main",
                                List.of(Secret.of("redis://sentinel-2:26379"), Secret.of("redis://[::1]")),
                                null),
                        "team.a"));
        assertThat(longForm.ingest().redis())
                .isEqualTo(new IngestConfig.Redis(RedisConfig.standalone("redis://elsewhere"), List.of("spend"), null));
    }

    @Test
    void user_password_and_database_of_one_url_hold_for_all_nodes() {
        StoreConfig.Redis store = (StoreConfig.Redis)
                fixture("valid/store-redis-sentinel.yaml", Map.of()).store();

        assertThat(store.redis().user()).isEqualTo("user");
        assertThat(store.redis().password()).isEqualTo("s3cret+/word");
        assertThat(store.redis().addresses())
                .containsExactly("redis://sentinel-1:26379/3", "redis://sentinel-2:26379/3", "redis://[::1]:6379/3");
    }

    @Test
    void the_certificates_to_trust_are_looked_into() throws IOException {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("redis");
        Path ca = Files.copy(Path.of(certificate.certificatePath()), folder.resolve("ca.pem"));
        certificate.delete();

        StoreConfig store = parsed("spendbell: { store: { uri: \"rediss://one\", ca: \"" + ca + "\" } }")
                .store();

        assertThat(((StoreConfig.Redis) store).redis().ca()).isEqualTo(ca);
    }
}
