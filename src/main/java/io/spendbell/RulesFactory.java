package io.spendbell;

import io.spendbell.alerting.Digests;
import io.spendbell.alerting.Gate;
import io.spendbell.alerting.KeyAliasFilter;
import io.spendbell.alerting.Rules;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.DestinationConfig;
import io.spendbell.config.Route;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.counter.Counters;
import io.spendbell.delivery.Routes;
import io.spendbell.traffic.GatewayAlerts;
import java.util.stream.Collectors;

/** Makes the rules by which events are judged from a configuration. */
final class RulesFactory {
    private final BudgetAlertTypes types;

    RulesFactory(BudgetAlertTypes types) {
        this.types = types;
    }

    Rules make(SpendbellConfig config) {
        return new Rules(
                new GatewayBudgets(types, config.thresholds()),
                new LedgerBudgets(config.budgets(), config.zone()),
                Counters.NONE,
                new GatewayAlerts(config.zone()),
                gate(config));
    }

    private static Gate gate(SpendbellConfig config) {
        Routes routes = new Routes(
                config.delivery().routes().stream().map(RulesFactory::route).toList(),
                config.delivery().defaultRoute().to(),
                config.delivery().defaultRoute().exceptions());
        return new Gate(
                config.alerting().types(),
                subject -> routes.of(new Routes.Attributes(
                        subject.type(),
                        subject.level(),
                        subject.event(),
                        subject.source(),
                        subject.entity(),
                        subject.fields())),
                filter(config),
                new Digests(config.alerting().digests(), config.zone()));
    }

    private static KeyAliasFilter filter(SpendbellConfig config) {
        return new KeyAliasFilter(
                config.alerting().args().slackKeyAliases(),
                config.delivery().destinations().values().stream()
                        .filter(DestinationConfig.Slack.class::isInstance)
                        .map(DestinationConfig::name)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static Routes.Route route(Route route) {
        return new Routes.Route(route.match(), route.to(), route.continues());
    }
}
