package io.spendbell.config;

import io.spendbell.alert.AlertType;
import io.spendbell.config.Destinations.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code spendbell.delivery} together with what LiteLLM's block says of destinations. */
final class DeliveryReader {
    private static final String NOT_TO_SLACK = "has no effect: alerting does not name slack";

    private final Setting alerting;
    private final Setting slackByType;
    private final Block gatewayVariables;
    private final PostedHosts hosts;
    private final Destinations destinations;

    /** Whether alerts that no route takes go to Slack, wherever Slack is. */
    private boolean slackIsNamed;

    /**
     * @param alerting {@code general_settings.alerting}
     * @param slackByType {@code general_settings.alert_to_webhook_url}
     * @param gatewayVariables {@code environment_variables}, which a gateway takes into its environment, and Spendbell does not
     */
    DeliveryReader(Reading reading, Setting alerting, Setting slackByType, Block gatewayVariables) {
        this.alerting = alerting;
        this.slackByType = slackByType;
        this.gatewayVariables = gatewayVariables;
        this.hosts = new PostedHosts(reading.findings());
        this.destinations = new Destinations(reading, hosts);
    }

    DeliveryConfig read(Block block) {
        Duration flushInterval = block.get("flush_interval")
                .seconds(DeliveryConfig.DEFAULT_FLUSH_INTERVAL, DeliveryConfig.FLUSH_INTERVAL);
        int batchSize = block.get("batch_size").whole(DeliveryConfig.DEFAULT_BATCH_SIZE, DeliveryConfig.BATCH_SIZE);
        destinations.read(block.get("destinations").block("a mapping of names to destinations"));
        List<String> named =
                alerting.isPresent() ? named() : List.copyOf(destinations.all().keySet());
        slackIsNamed |= named.contains(Destinations.SLACK);
        List<Route> routes = new RouteReader(destinations).read(block.get("routes"));
        Map<AlertType, List<String>> slackUrls = slackUrls();
        boolean none = destinations.all().isEmpty();
        if (none) {
            destinations.lookUp(Destinations.CONSOLE);
        }
        List<String> to = none ? List.of(Destinations.CONSOLE) : named;
        warnOfSilence(to, routes, slackUrls);
        Setting allowedHosts = block.get("allowed_hosts");
        Set<String> allowed = hosts.allowed(allowedHosts);
        block.refuseOthers();
        return new DeliveryConfig(
                flushInterval,
                batchSize,
                destinations.all(),
                allowed,
                allowedHosts.isPresent(),
                routes,
                new DefaultRoute(to, exceptions(to, slackUrls)),
                none);
    }

    /** The destinations that {@code alerting} names and that exist. */
    private List<String> named() {
        Set<String> found = new LinkedHashSet<>();
        List<Setting> unsupported = new ArrayList<>();
        boolean anySupported = false;
        for (Setting item : alerting.items("a list of names, such as [slack]")) {
            String name = item.text("the name of a destination");
            if (name == null) {
                continue;
            }
            Lookup lookup = destinations.lookUp(name);
            switch (lookup) {
                case THERE -> found.add(name);
                case WITHOUT_URL -> withoutUrl(item, name);
                case UNKNOWN -> unsupported.add(item);
                case AT_FAULT -> {}
            }
            anySupported |= lookup != Lookup.UNKNOWN;
            slackIsNamed |= name.equals(Destinations.SLACK);
        }
        for (Setting item : unsupported) {
            String name = String.valueOf(item.shown());
            String rule = Destinations.LATER.contains(name)
                    ? name + " comes in a later release"
                    : NearestName.rule(name, destinations.names());
            if (anySupported) {
                item.warning(name + " is not supported and left out (" + rule + ")");
            } else {
                item.fault(
                        Destinations.LATER.contains(name)
                                ? NearestName.rule(name, destinations.names()) + "; " + rule
                                : rule);
            }
        }
        return List.copyOf(found);
    }

    /** Slack can do without a URL of its own where each type of alert that matters has one. */
    private void withoutUrl(Setting item, String name) {
        boolean byType = name.equals(Destinations.SLACK)
                && slackByType.value() instanceof Value.Entries entries
                && entries.values().values().stream().anyMatch(each -> !(each instanceof Value.Absent));
        if (byType) {
            item.warning(
                    "Slack has no URL but those of alert_to_webhook_url: alerts of other types do not go to Slack; set "
                            + Destinations.variables(name));
            return;
        }
        item.fault("a URL for it: in the environment as " + Destinations.variables(name)
                + ", or in spendbell.delivery.destinations." + name + ".url"
                + (Destinations.isSetBy(name, gatewayVariables)
                        ? "; environment_variables are the gateway's only"
                        : ""));
    }

    /** The destinations that stand for Slack for one type of alert, by that type. */
    private Map<AlertType, List<String>> slackUrls() {
        Map<AlertType, List<String>> byType = new EnumMap<>(AlertType.class);
        Block block = slackByType.block("a mapping of alert types to a URL or a list of URLs");
        if (slackByType.isPresent() && !slackIsNamed) {
            slackByType.warning(NOT_TO_SLACK);
        }
        for (String name : AlertTypes.NAMES) {
            Setting setting = block.get(name).asHidden();
            if (setting.isPresent()) {
                AlertType.ofWireName(name).ifPresent(type -> byType.put(type, made("slack/" + name, setting)));
            }
        }
        AlertTypes.check(block);
        return slackIsNamed ? byType : Map.of();
    }

    private List<String> made(String name, Setting setting) {
        Map<Secret, String> names = new LinkedHashMap<>();
        for (Setting item : setting.itemsOrOne()) {
            String text = item.text("an http: or https: URL, or a reference to one");
            Secret url = text == null ? null : hosts.url(item.path(), text);
            if (url != null && !names.containsKey(url)) {
                String numbered = names.isEmpty() ? name : name + "/" + (names.size() + 1);
                names.put(url, numbered);
                if (slackIsNamed) {
                    destinations.add(new DestinationConfig.Slack(numbered, url));
                }
            }
        }
        return List.copyOf(names.values());
    }

    /** Where alerts of some types go: the same as the others, but for Slack. */
    private Map<AlertType, List<String>> exceptions(List<String> to, Map<AlertType, List<String>> slackUrls) {
        Map<AlertType, List<String>> exceptions = new EnumMap<>(AlertType.class);
        slackUrls.forEach((type, urls) -> {
            List<String> all = new ArrayList<>(to);
            all.remove(Destinations.SLACK);
            all.addAll(urls);
            exceptions.put(type, List.copyOf(all));
        });
        return exceptions;
    }

    private void warnOfSilence(List<String> to, List<Route> routes, Map<AlertType, List<String>> slackUrls) {
        boolean namesSome = alerting.isPresent() && !alerting.isEmptyList();
        if (to.isEmpty() && slackUrls.isEmpty() && !namesSome) {
            alerting.warning(
                    routes.isEmpty()
                            ? "names no destination: no alert goes anywhere"
                            : "names no destination: alerts that no route takes go nowhere");
        }
        if (!alerting.isPresent()
                && !destinations.all().containsKey(Destinations.SLACK)
                && destinations.slackIsInEnvironment()) {
            alerting.warning("is not set, so the Slack URL in the environment is not used; set it to [slack]");
        }
    }
}
