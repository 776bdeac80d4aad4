package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Share;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.WindowSpec;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a file of configuration comes to. */
class ConfigLoaderTest extends ConfigFixture {
    @Test
    void an_empty_file_is_all_defaults() {
        SpendbellConfig config = fixture("valid/empty.yaml", Map.of());

        assertThat(config)
                .isEqualTo(new SpendbellConfig(
                        null,
                        null,
                        null,
                        ZoneOffset.UTC,
                        new StoreConfig.Embedded(Path.of("data/spendbell.db"), StoreConfig.Sync.OS),
                        new IngestConfig(
                                new IngestConfig.Tcp("127.0.0.1", 7781, null, null, 65_536, 1024),
                                IngestConfig.Http.DEFAULT,
                                new IngestConfig.EventBus("spendbell.events"),
                                null,
                                new IngestConfig.Dedup(Duration.ofMinutes(10), 1_000_000)),
                        AlertingConfig.DEFAULT,
                        new DeliveryConfig(
                                Duration.ofSeconds(10),
                                100,
                                Map.of("console", new DestinationConfig.Console("console")),
                                Set.of(),
                                false,
                                List.of(),
                                new DefaultRoute(List.of("console"), Map.of()),
                                true),
                        Thresholds.STANDARD,
                        List.of(),
                        NoticesConfig.DEFAULT,
                        Duration.ofSeconds(10)));
        assertThat(config.alerting().types()).hasSize(15).doesNotContain(AlertType.USER_SPEND_ANOMALIES);
        assertThat(config.alerting().isOn(AlertType.SPENDBELL_NOTICE)).isTrue();
    }

    @Test
    void nulls_are_as_nothing() {
        assertThat(fixture("valid/nulls-are-absent.yaml", Map.of())).isEqualTo(fixture("valid/empty.yaml", Map.of()));
    }

    @Test
    void every_key_is_read() {
        SpendbellConfig config = fixture("valid/everything.yaml", EVERYTHING);

        assertThat(config.environment()).isEqualTo("eu-staging");
        assertThat(config.publicUrl()).isEqualTo("https://spendbell.example.com/base");
        assertThat(config.proxyUrl()).isEqualTo("https://gateway.example.com");
        assertThat(config.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(config.store()).isEqualTo(new StoreConfig.Embedded(Path.of("data/other.db"), StoreConfig.Sync.DISK));
        assertThat(config.ingest())
                .isEqualTo(new IngestConfig(
                        new IngestConfig.Tcp("127.0.0.1", 7999, Secret.of("letmein"), null, 131_072, 16),
                        new IngestConfig.Http(
                                "0:0:0:0:0:0:0:1", 0, Secret.of("events"), Secret.of("admin"), 1_000_000, false, null),
                        new IngestConfig.EventBus("ai.spend"),
                        null,
                        new IngestConfig.Dedup(Duration.ofMinutes(1), 1000)));
        assertThat(config.alerting().types())
                .containsExactlyInAnyOrder(AlertType.BUDGET_ALERTS, AlertType.NEW_TEAM_CREATED);
        assertThat(config.alerting().args().budgetAlertTtl()).isEqualTo(Duration.ofHours(1));
        assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void budgets_have_names_windows_and_thresholds() {
        SpendbellConfig config = fixture("valid/everything.yaml", EVERYTHING);

        Share half = Share.of("0.5");
        Share most = Share.of("0.8");
        assertThat(config.thresholds())
                .isEqualTo(new Thresholds(
                        List.of(half, Share.WHOLE),
                        Map.of(EntityKind.TEAM, List.of(half, most, Share.WHOLE), EntityKind.CUSTOMER, List.of())));
        assertThat(config.budgets())
                .extracting(BudgetDefinition::name)
                .containsExactly(
                        "pay",
                        "user:*:1mo",
                        "key:alias=prod-*:forever",
                        "customer:[ab]*:forever",
                        "proxy:1d",
                        "team_member:team-pay/*:7d",
                        "tag:42:forever",
                        "model:gpt-?:forever",
                        "provider:openai:forever");
        assertThat(config.budgets().get(0))
                .isEqualTo(new BudgetDefinition(
                        "pay",
                        EntityKind.TEAM,
                        Glob.of("team-pay"),
                        null,
                        Usd.ofDollars(1000),
                        Usd.ofDollars(800),
                        WindowSpec.parse("30d"),
                        List.of(most, Share.WHOLE),
                        true,
                        Usd.ZERO,
                        100_000));
        assertThat(config.budgets().get(2))
                .isEqualTo(new BudgetDefinition(
                        "key:alias=prod-*:forever",
                        EntityKind.KEY,
                        Glob.of("*"),
                        Glob.of("prod-*"),
                        null,
                        new Usd(1),
                        null,
                        List.of(half, Share.WHOLE),
                        false,
                        Usd.ZERO,
                        100_000));
        assertThat(config.budgets().get(3).spent()).isEqualTo(new Usd(12_500_000_000L));
        assertThat(config.budgets().get(3).thresholds()).isEmpty();
    }

    @Test
    void money_is_rounded_half_even_to_a_billionth() {
        List<BudgetDefinition> budgets = parsed("""
            spendbell:
              budgets:
                - { entity: key, id: a, max_budget: 0.0000000005 }
                - { entity: key, id: b, max_budget: 0.0000000015 }
            """).budgets();

        assertThat(budgets).extracting(BudgetDefinition::max).containsExactly(new Usd(0), new Usd(2));
    }

    @Test
    void merged_keys_are_read_and_own_keys_go_before_them() {
        IngestConfig ingest = fixture("valid/anchors-and-merges.yaml", Map.of()).ingest();

        assertThat(ingest.tcp())
                .isEqualTo(new IngestConfig.Tcp("127.0.0.1", 0, Secret.of("a: secret"), null, 65_536, 8));
        assertThat(ingest.http())
                .isEqualTo(
                        new IngestConfig.Http("127.0.0.1", 0, null, Secret.of("a: secret"), 33_554_432, false, null));
        assertThat(parsed("""
            a: &a { port: 1, max_connections: 5 }
            b: &b { port: 2, max_line_bytes: 2048 }
            spendbell: { ingest: { tcp: { <<: [*a, *b], max_connections: 6 } } }
            """).ingest().tcp()).isEqualTo(new IngestConfig.Tcp("127.0.0.1", 1, null, null, 2048, 6));
    }

    @Test
    void the_zone_of_litellm_is_the_second_choice() {
        assertThat(fixture("valid/litellm-whole.yaml", EVERYTHING).zone()).isEqualTo(ZoneId.of("US/Eastern"));
        assertThat(parsed("{litellm_settings: {timezone: US/Eastern}, spendbell: {timezone: Asia/Tokyo}}")
                        .zone())
                .isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @Test
    void a_reference_to_a_file_is_its_trimmed_content() throws IOException {
        Path secret = Files.writeString(folder.resolve("token"), "\n  from-a-file \n");

        SpendbellConfig config = parsed("spendbell: { ingest: { tcp: { token: \"file:" + secret + "\" } } }");

        assertThat(config.ingest().tcp()).extracting(IngestConfig.Tcp::token).isEqualTo(Secret.of("from-a-file"));
    }

    @Test
    void what_a_reference_leads_to_is_not_a_reference() {
        SpendbellConfig config = ConfigLoader.parse(
                        "x",
                        "spendbell: { environment: \"${A}\" }",
                        Map.of("A", "os.environ/B", "B", "b"),
                        Deployment.DAEMON)
                .orThrow();

        assertThat(config.environment()).isEqualTo("os.environ/B");
    }

    @Test
    void tls_files_are_read_by_whoever_listens() throws IOException {
        Path cert = Files.writeString(folder.resolve("cert.pem"), "cert");
        Path key = Files.writeString(folder.resolve("key.pem"), "key");

        SpendbellConfig config =
                parsed("spendbell: { ingest: { tcp: { tls: { cert: \"" + cert + "\", key: \"" + key + "\" } } } }");

        assertThat(config.ingest().tcp()).extracting(IngestConfig.Tcp::tls).isEqualTo(new IngestConfig.Tls(cert, key));
    }

    @Test
    void beside_other_verticles_listeners_are_off_unless_configured() {
        String oneListener = "spendbell: { ingest: { http: { port: 0 } } }";

        IngestConfig ingest = ConfigLoader.parse("x", oneListener, Map.of(), Deployment.VERTICLE)
                .orThrow()
                .ingest();

        assertThat(ingest.tcp()).isNull();
        assertThat(ingest.http()).isNotNull();
        assertThat(SpendbellConfig.load(FIXTURES.resolve("valid/store-memory.yaml"))
                        .ingest()
                        .http())
                .isNull();
    }

    @Test
    void a_map_in_memory_is_read_as_a_file_is() {
        Map<String, Object> settings = Map.of(
                "spendbell",
                Map.of(
                        "environment", "no",
                        "ingest", Map.of("tcp", Map.of("port", 0), "http", Map.of("insecure", true)),
                        "delivery", Map.of("flush_interval", 0.5, "allowed_hosts", List.of("a"))));

        SpendbellConfig config = ConfigLoader.load("config()", settings, Map.of(), Deployment.VERTICLE)
                .orThrow();

        assertThat(config.environment()).isEqualTo("no");
        assertThat(config.delivery().flushInterval()).isEqualTo(Duration.ofMillis(500));
        LoadResult wrong =
                ConfigLoader.load("config()", Map.of("spendbell", Map.of("timezone", 5)), Map.of(), Deployment.DAEMON);
        assertThat(wrong.faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "config(): spendbell.timezone: 5 (expected: an IANA time zone, such as Europe/Berlin)");
    }

    @Test
    void files_that_cannot_be_read_are_faults() throws IOException {
        Path missing = folder.resolve("missing.yaml");
        Path latin = Files.write(folder.resolve("latin.yaml"), "a: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        Path control = Files.writeString(folder.resolve("control.yaml"), "a: \u0001");
        Path deep = Files.writeString(folder.resolve("deep.yaml"), "[".repeat(5000));
        Path longest = Files.writeString(folder.resolve("long.yaml"), "#".repeat(YamlDocument.LONGEST + 1));

        assertThat(fault(missing)).isEqualTo(missing + ": (file): missing (expected: a file of YAML)");
        assertThat(fault(folder)).isEqualTo(folder + ": (file): not a file (expected: a file of YAML)");
        assertThat(fault(latin)).isEqualTo(latin + ": (file): other bytes (expected: text in UTF-8)");
        assertThat(fault(control)).startsWith(control + ": (file): a character that no text has");
        assertThat(fault(deep)).startsWith(deep + ": (file): ");
        assertThat(fault(longest)).startsWith(longest + ": (file): too long");
    }

    @Test
    void a_byte_order_mark_is_no_text() throws IOException {
        Path file = Files.writeString(folder.resolve("bom.yaml"), "\uFEFFspendbell: { environment: x }");

        assertThat(ConfigLoader.load(file, Map.of()).orThrow().environment()).isEqualTo("x");
    }

    @Test
    void the_exception_says_every_fault_on_a_line() {
        Path file = FIXTURES.resolve("invalid/public-url.yaml");
        Path two = FIXTURES.resolve("invalid/bind-names.yaml");

        assertThatThrownBy(() -> SpendbellConfig.load(file))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(file + ": spendbell.public_url: https://*** (expected: a URL without a ? in it)");
        assertThatThrownBy(() -> SpendbellConfig.load(two)).message().hasLineCount(2);
    }
}
