package io.spendbell;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.alerting.Digests;
import io.spendbell.alerting.Gate;
import io.spendbell.alerting.KeyAliasFilter;
import io.spendbell.alerting.Rules;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.AlertingArgs;
import io.spendbell.config.AlertingConfig;
import io.spendbell.config.DestinationConfig;
import io.spendbell.config.NoticesConfig;
import io.spendbell.config.Route;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.counter.Counters;
import io.spendbell.counter.Counting;
import io.spendbell.delivery.Routes;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.report.AnomalyRule;
import io.spendbell.report.BudgetResets;
import io.spendbell.report.DeploymentReports;
import io.spendbell.report.FallbackReports;
import io.spendbell.report.ReportSeries;
import io.spendbell.report.SpendCounting;
import io.spendbell.report.SpendSettings;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.spendbell.traffic.Outages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the rules by which events are judged from a configuration. */
final class RulesFactory {
    private static final int HOURS_COMPARED = 24;

    private final BudgetAlertTypes types;

    RulesFactory(BudgetAlertTypes types) {
        this.types = types;
    }

    Judging make(SpendbellConfig config) {
        Gate gate = gate(config);
        SpendCounting spend = new SpendCounting(spend(config, gate));
        CallAlerts calls = calls(config);
        List<Counting> countings = new ArrayList<>(calls.countings(gate::isOn));
        countings.add(spend);
        List<ReportSeries> reports = new ArrayList<>(spend.reports());
        if (isTold(AlertType.DAILY_REPORTS, gate)) {
            DeploymentReports deployments =
                    new DeploymentReports(config.alerting().args().dailyReportFrequency(), config.zone());
            countings.add(deployments);
            reports.add(deployments);
        }
        if (isTold(AlertType.FALLBACK_REPORTS, gate)) {
            FallbackReports fallbacks = new FallbackReports(config.zone());
            countings.add(fallbacks);
            reports.add(fallbacks);
        }
        LedgerBudgets budgets = new LedgerBudgets(config.budgets(), config.zone());
        if (config.notices().budgetReset()) {
            budgets.all().forEach(budget -> reports.add(new BudgetResets(budget, config.zone())));
        }
        Rules rules = new Rules(
                new GatewayBudgets(types, config.thresholds()),
                budgets,
                new Counters(countings),
                new GatewayAlerts(config.zone()),
                calls,
                gate);
        return new Judging(rules, spend, List.copyOf(reports));
    }

    private static SpendSettings spend(SpendbellConfig config, Gate gate) {
        AlertingConfig alerting = config.alerting();
        AlertingArgs.UserSpend users = alerting.args().userSpend();
        boolean thresholds = alerting.isOn(AlertType.USER_SPEND_THRESHOLDS);
        return new SpendSettings(
                isTold(AlertType.SPEND_REPORTS, gate),
                alerting.spendReports(),
                thresholds ? users.daily() : null,
                thresholds ? users.monthly() : null,
                alerting.isOn(AlertType.USER_SPEND_ANOMALIES)
                        ? new AnomalyRule(users.anomalyMultiplier(), users.baselineDays(), users.anomalyMinimum())
                        : null,
                jump(config.notices().spendJump()),
                config.zone());
    }

    private static @Nullable AnomalyRule jump(NoticesConfig.@Nullable SpendJump jump) {
        return jump == null ? null : new AnomalyRule(jump.multiplier(), HOURS_COMPARED, jump.minSpend());
    }

    /** Whether a report of that type is on and goes anywhere: for one that does not, nothing need be counted. */
    private static boolean isTold(AlertType type, Gate gate) {
        Gate.Subject subject =
                new Gate.Subject(type, Level.LOW, null, AlertKey.GATEWAY, Entity.PROXY, EntityFields.NONE);
        return gate.decide(subject, Instant.EPOCH).suppressedBy() == null;
    }

    private static CallAlerts calls(SpendbellConfig config) {
        AlertingArgs.Outages outages = config.alerting().args().outages();
        return CallAlerts.by(
                config.alerting().slowAfter(),
                config.ingest().dedup().window(),
                new Outages.Limits(outages.minor(), outages.major(), outages.window()),
                new Outages.Limits(outages.minor(), outages.major(), outages.regionWindow()),
                config.zone());
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
