package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Share;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.WindowSpec;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "config");
    private static final Map<String, String> EVERYTHING = Map.of(
            "FINOPS_WEBHOOK", "https://hooks.slack.com/services/T000/B000/finops",
            "SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T000/B000/main",
            "SLACK_WEBHOOK_URL_2", "https://hooks.slack.com/services/T000/B000/second",
            "WEBHOOK_URL", "http://alerts.example.com:8080/in?x=1",
            "PROXY_BASE_URL", "https://gateway.example.com/",
            "STAGE", "staging",
            "PORT", "7999");

    @TempDir
    private Path folder;

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
    void destinations_come_from_the_file_the_environment_and_by_type() {
        DeliveryConfig delivery = fixture("valid/everything.yaml", EVERYTHING).delivery();

        assertThat(delivery.flushInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(delivery.batchSize()).isEqualTo(7);
        assertThat(delivery.destinations().values())
                .containsExactly(
                        new DestinationConfig.Slack("finops", secretOf("FINOPS_WEBHOOK")),
                        new DestinationConfig.Webhook(
                                "hook",
                                Secret.of("https://10.0.0.8/in"),
                                Secret.of("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")),
                        new DestinationConfig.Console("screen"),
                        new DestinationConfig.Slack("slack", secretOf("SLACK_WEBHOOK_URL")),
                        new DestinationConfig.Webhook("webhook", secretOf("WEBHOOK_URL"), null),
                        new DestinationConfig.Console("console"),
                        new DestinationConfig.Slack("slack/budget_alerts", secretOf("SLACK_WEBHOOK_URL_2")));
        assertThat(delivery.allowedHosts())
                .containsExactlyInAnyOrder("hooks.slack.com", "alerts.example.com", "10.0.0.8");
        assertThat(delivery.hostsListed()).isTrue();
        assertThat(delivery.consoleForWantOfOthers()).isFalse();
    }

    @Test
    void what_a_destination_does_not_say_of_its_url_the_environment_says_if_it_is_called_as_its_type_is() {
        String yaml = """
                spendbell:
                  delivery:
                    destinations:
                      slack: { type: slack }
                      webhook: { type: webhook, secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz }
                """;
        Map<String, String> variables = Map.of(
                "ALERTING_WEBHOOK_URL", "https://hooks.slack.com/a", "WEBHOOK_URL", "https://alerts.example.com/b");

        DeliveryConfig delivery = ConfigLoader.parse("x", yaml, variables, Deployment.DAEMON)
                .orThrow()
                .delivery();

        assertThat(delivery.destinations().values())
                .containsExactly(
                        new DestinationConfig.Slack("slack", Secret.of("https://hooks.slack.com/a")),
                        new DestinationConfig.Webhook(
                                "webhook",
                                Secret.of("https://alerts.example.com/b"),
                                Secret.of("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")));
        assertThat(delivery.allowedHosts()).contains("hooks.slack.com", "alerts.example.com");
        assertThat(ConfigLoader.parse("x", yaml, Map.of(), Deployment.DAEMON).faults())
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault)
                        .hasToString(
                                "x: spendbell.delivery.destinations.slack.url: missing (expected: an http: or https:"
                                        + " URL, or a reference to one, or the environment variable SLACK_WEBHOOK_URL or"
                                        + " ALERTING_WEBHOOK_URL)"));
    }

    @Test
    void urls_of_a_type_stand_for_slack_alone() {
        DefaultRoute route =
                fixture("valid/everything.yaml", EVERYTHING).delivery().defaultRoute();

        assertThat(route.to(AlertType.BUDGET_ALERTS)).containsExactly("webhook", "console", "slack/budget_alerts");
        assertThat(route.to(AlertType.DB_EXCEPTIONS)).containsExactly("webhook", "console");
        assertThat(route.to(AlertType.NEW_TEAM_CREATED)).containsExactly("slack", "webhook", "console");
    }

    @Test
    void routes_keep_their_order() {
        assertThat(fixture("valid/everything.yaml", EVERYTHING).delivery().routes())
                .containsExactly(
                        new Route(
                                Map.of(
                                        "alert_type", List.of(Glob.of("budget_alerts")),
                                        "team_id", List.of(Glob.of("team-pay*"))),
                                List.of("finops"),
                                false),
                        new Route(
                                Map.of(
                                        "level", List.of(Glob.of("High"), Glob.of("Medium")),
                                        "event_group", List.of(Glob.of("key")),
                                        "source", List.of(Glob.of("*")),
                                        "event", List.of(Glob.of("budget_crossed")),
                                        "model", List.of(Glob.of("gpt-*"))),
                                List.of("hook", "slack"),
                                true),
                        new Route(Map.of(), List.of("screen"), false));
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
    void slacks_own_variable_goes_before_the_general_one() {
        Map<String, String> both = Map.of(
                "SLACK_WEBHOOK_URL", "https://one.example.com/", "ALERTING_WEBHOOK_URL", "https://two.example.com/");

        DeliveryConfig delivery =
                fixture("valid/alerting-webhook-url-is-the-fallback.yaml", both).delivery();

        assertThat(delivery.destinations().get("slack"))
                .isEqualTo(new DestinationConfig.Slack("slack", Secret.of("https://one.example.com/")));
        assertThat(delivery.allowedHosts()).containsExactly("one.example.com");
        assertThat(delivery.hostsListed()).isFalse();
    }

    @Test
    void equal_urls_of_a_type_are_one_destination_and_others_are_numbered() {
        DeliveryConfig delivery = parsed("""
            general_settings:
              alerting: [slack]
              alert_to_webhook_url:
                budget_alerts: ["https://a.example.com", "https://a.example.com", "https://b.example.com"]
                db_exceptions: "https://a.example.com"
            """).delivery();

        assertThat(delivery.destinations())
                .containsOnlyKeys("slack/budget_alerts", "slack/budget_alerts/2", "slack/db_exceptions");
        assertThat(delivery.defaultRoute().to()).isEmpty();
        assertThat(delivery.defaultRoute().to(AlertType.BUDGET_ALERTS))
                .containsExactly("slack/budget_alerts", "slack/budget_alerts/2");
    }

    @Test
    void without_alerting_every_named_destination_gets_what_no_route_takes() {
        DeliveryConfig delivery = parsed("""
            spendbell:
              delivery:
                destinations: { a: { type: console }, b: { type: console } }
                routes: [{ match: { level: Low }, to: console }]
            """).delivery();

        assertThat(delivery.defaultRoute().to()).containsExactly("a", "b");
        assertThat(delivery.destinations()).containsOnlyKeys("a", "b", "console");
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

    @Test
    void the_example_needs_nothing_and_tells_the_console() {
        LoadResult result = ConfigLoader.load(Path.of("config", "spendbell.yaml"), Map.of());

        assertThat(result.faults()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        DeliveryConfig delivery = result.orThrow().delivery();
        assertThat(delivery.destinations()).containsExactly(entry("console", new DestinationConfig.Console("console")));
        assertThat(delivery.consoleForWantOfOthers()).isTrue();
    }

    @Test
    void the_example_for_replicas_wants_its_secrets_and_the_compose_file_hands_them_over() throws Exception {
        Path example = Path.of("config", "redis.yaml");
        Map<String, String> secrets =
                Map.of("REDIS_PASSWORD", "s3cret", "SPENDBELL_TOKEN", "t0ken", "SPENDBELL_ADMIN_TOKEN", "adm1n");

        LoadResult result = ConfigLoader.load(example, secrets);

        assertThat(result.faults()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        assertThat(result.orThrow().store())
                .isEqualTo(new StoreConfig.Redis(RedisConfig.standalone("redis://:s3cret@redis:6379"), "spendbell"));
        Map<String, String> withSlack = new HashMap<>(secrets);
        withSlack.put("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T/B/X");
        assertThat(ConfigLoader.load(example, withSlack).warnings())
                .singleElement()
                .asString()
                .contains("the Slack URL in the environment is not used; set it to [slack]");
        assertThat(ConfigLoader.load(example, Map.of()).faults())
                .extracting(Fault::rule)
                .hasSameElementsAs(secrets.keySet().stream()
                        .map(name -> "the environment variable " + name + ", set and not empty")
                        .toList());
        for (String replica : List.of("spendbell-1", "spendbell-2")) {
            Value.Entries environment = entries(Path.of("docker-compose.yml"), "services", replica, "environment");
            assertThat(environment.values().keySet()).containsAll(secrets.keySet());
        }
    }

    @Test
    void one_service_of_the_compose_file_builds_the_image_and_the_other_replica_waits_for_it() throws Exception {
        Path file = Path.of("docker-compose.yml");
        Value.Entries first = entries(file, "services", "spendbell-1");
        Value.Entries second = entries(file, "services", "spendbell-2");

        assertThat(first.values()).containsKey("build");
        assertThat(second.values()).doesNotContainKey("build").containsKeys("image", "pull_policy");
        assertThat(second.values().get("image"))
                .hasToString(String.valueOf(first.values().get("image")));
        assertThat(entries(file, "services", "spendbell-2", "depends_on").values())
                .containsOnlyKeys("redis", "spendbell-1");
    }

    private static Value.Entries entries(Path file, String... path) throws Exception {
        Value value = YamlDocument.parse(Files.readString(file)).root();
        for (String key : path) {
            value = ((Value.Entries) value).values().get(key);
        }
        return (Value.Entries) value;
    }

    private static Secret secretOf(String variable) {
        return Secret.of(String.valueOf(EVERYTHING.get(variable)));
    }

    private static String fault(Path file) {
        List<Fault> faults = ConfigLoader.load(file, Map.of()).faults();
        assertThat(faults).hasSize(1);
        return faults.get(0).toString();
    }

    private static SpendbellConfig fixture(String name, Map<String, String> environment) {
        return ConfigLoader.load(FIXTURES.resolve(name), environment).orThrow();
    }

    private static SpendbellConfig parsed(String yaml) {
        return ConfigLoader.parse("x", yaml, Map.of(), Deployment.DAEMON).orThrow();
    }

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
