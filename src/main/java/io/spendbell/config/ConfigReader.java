package io.spendbell.config;

import io.spendbell.budget.Thresholds;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a whole file: LiteLLM's blocks, as far as they matter, and {@code spendbell}. */
final class ConfigReader {
    private static final String PROXY_BASE_URL = "PROXY_BASE_URL";
    private static final int LONGEST_ENVIRONMENT = 100;

    private final Reading reading;
    private final Deployment deployment;

    ConfigReader(Reading reading, Deployment deployment) {
        this.reading = reading;
        this.deployment = deployment;
    }

    /** The configuration; where findings have a fault, one that is not to be used. */
    SpendbellConfig read(Block root) {
        Block liteLlm = root.get("general_settings").block();
        AlertingConfig alerting = new LiteLlmReader(reading).read(liteLlm);
        Setting names = liteLlm.get("alerting");
        Setting slackByType = liteLlm.get("alert_to_webhook_url");
        liteLlm.warnOfNearMisses();
        Block ours = root.get("spendbell").block();
        ZoneId zone = zone(ours.get("timezone"), root);
        Block gatewayVariables = root.lenient("environment_variables");
        root.warnOfNearMisses();

        Block ingest = ours.get("ingest").block();
        Block delivery = ours.get("delivery").block();
        Thresholds thresholds = BudgetReader.thresholds(ours.get("thresholds").block("a mapping of lists of shares"));
        StoreConfig store = StoreReader.read(ours.get("store"), ours.get("store_sync"));
        SpendbellConfig config = new SpendbellConfig(
                environment(ours.get("environment")),
                publicUrl(ours.get("public_url")),
                proxyUrl(),
                zone,
                store,
                new IngestReader(deployment, store).read(ingest),
                alerting,
                new DeliveryReader(reading, names, slackByType, gatewayVariables).read(delivery),
                thresholds,
                new BudgetReader(thresholds).budgets(ours.get("budgets")),
                NoticesConfig.read(ours.get("notices").block()),
                ours.get("shutdown_timeout")
                        .seconds(SpendbellConfig.DEFAULT_SHUTDOWN_TIMEOUT, SpendbellConfig.SHUTDOWN_TIMEOUT));
        ours.refuseOthers();
        warnOfMisplaced(root, ours, delivery, ingest);
        return config;
    }

    /** LiteLLM has a meaning for none of these names beside its own blocks. */
    private static void warnOfMisplaced(Block root, Block... ours) {
        for (Block block : ours) {
            root.warnOfMisplaced(block);
        }
    }

    private static @Nullable String environment(Setting setting) {
        String rule = "a name of at most " + LONGEST_ENVIRONMENT + " characters";
        String text = setting.text(rule);
        if (text != null && text.length() > LONGEST_ENVIRONMENT) {
            setting.fault(rule);
            return null;
        }
        return text;
    }

    private static @Nullable String publicUrl(Setting setting) {
        String text = setting.text("an http: or https: URL");
        if (text == null) {
            return null;
        }
        try {
            return plain(text);
        } catch (WebUrl.Unfit e) {
            setting.fault(e.rule());
            return null;
        }
    }

    /** The gateway's address; one that is none is not worth refusing to start. */
    private @Nullable String proxyUrl() {
        String text = reading.references().variable(PROXY_BASE_URL);
        if (text == null) {
            return null;
        }
        try {
            return plain(text);
        } catch (WebUrl.Unfit e) {
            reading.findings()
                    .warning("environment variable " + PROXY_BASE_URL, "is left out (expected: " + e.rule() + ")");
            return null;
        }
    }

    private static String plain(String text) throws WebUrl.Unfit {
        WebUrl url = WebUrl.of(text);
        if (text.contains("?")) {
            throw new WebUrl.Unfit("a URL without a ? in it");
        }
        return url.text().replaceFirst("/+$", "");
    }

    private static ZoneId zone(Setting ours, Block root) {
        Block liteLlm = root.lenient("litellm_settings");
        Setting fallback = liteLlm.get("timezone");
        liteLlm.warnOfNearMisses();
        Setting setting = ours.isPresent() ? ours : fallback;
        String rule = "an IANA time zone, such as Europe/Berlin";
        String name = setting.text(rule);
        if (name == null) {
            return ZoneOffset.UTC;
        }
        if (ZoneId.getAvailableZoneIds().contains(name)) {
            return ZoneId.of(name);
        }
        setting.fault(rule + NearestName.hint(name, new TreeSet<>(ZoneId.getAvailableZoneIds())));
        return ZoneOffset.UTC;
    }
}
