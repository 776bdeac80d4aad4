package io.spendbell.config;

import io.spendbell.budget.BudgetDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration changes of the one before it.
 *
 * @param faults keys that cannot change while Spendbell runs, in the order of the file; with any, none of it is to be applied
 * @param told what changes, a few words each, such as {@code budgets: pay added}; shows no value
 */
public record ConfigChanges(List<Fault> faults, List<String> told) {
    private static final String ORIGIN = "reload";
    private static final String SPOOL = "spendbell.ingest.http.spool";
    private static final String RULE = "unchanged; restart to change it";

    public ConfigChanges {
        faults = List.copyOf(faults);
        told = List.copyOf(told);
    }

    public static ConfigChanges between(SpendbellConfig before, SpendbellConfig after) {
        boolean sameKindOfStore = before.store().getClass() == after.store().getClass();
        List<Fault> faults = new ArrayList<>();
        RecordDifferences fixed = new RecordDifferences((path, value) -> {
            // Another kind of store has another spool, or none, by default: nobody asked for that.
            if (sameKindOfStore || !path.startsWith(SPOOL)) {
                faults.add(new Fault(ORIGIN, path, value, RULE));
            }
        });
        fixed.compare("general_settings.alerting_args.budget_alert_ttl", ttl(before), ttl(after));
        fixed.compare("spendbell.store", before.store(), after.store());
        fixed.compare("spendbell.ingest", before.ingest(), after.ingest());
        return new ConfigChanges(faults, told(before, after));
    }

    private static Object ttl(SpendbellConfig config) {
        return config.alerting().args().budgetAlertTtl();
    }

    private static List<String> told(SpendbellConfig before, SpendbellConfig after) {
        Told told = new Told(before, after);
        told.compare("alert_types", config -> config.alerting().types());
        told.compare("alerting_threshold", config -> config.alerting().slowAfter());
        told.compare("spend_report_frequency", config -> config.alerting().spendReports());
        told.compare("alert_type_config", config -> config.alerting().digests());
        told.compare("alerting_args", config -> config.alerting().args());
        told.compare("notices", SpendbellConfig::notices);
        told.compare("environment", SpendbellConfig::environment);
        told.compare("public_url", SpendbellConfig::publicUrl);
        told.compare("PROXY_BASE_URL", SpendbellConfig::proxyUrl);
        told.compare("timezone", SpendbellConfig::zone);
        told.compare("flush_interval", config -> config.delivery().flushInterval());
        told.compare("batch_size", config -> config.delivery().batchSize());
        told.compareNamed("destinations", config -> config.delivery().destinations());
        told.compare(
                "allowed_hosts",
                config -> List.of(
                        config.delivery().hostsListed(), config.delivery().allowedHosts()));
        told.compare("routes", config -> config.delivery().routes());
        told.compare("where other alerts go", config -> config.delivery().defaultRoute());
        told.compare("thresholds", SpendbellConfig::thresholds);
        told.compareNamed(
                "budgets",
                config -> config.budgets().stream()
                        .collect(Collectors.toMap(BudgetDefinition::name, Function.identity())));
        told.compare("shutdown_timeout", SpendbellConfig::shutdownTimeout);
        return told.lines;
    }

    /** The parts that differ, in words. */
    private static final class Told {
        private final SpendbellConfig before;
        private final SpendbellConfig after;
        private final List<String> lines = new ArrayList<>();

        Told(SpendbellConfig before, SpendbellConfig after) {
            this.before = before;
            this.after = after;
        }

        void compare(String name, Function<SpendbellConfig, @Nullable Object> part) {
            if (!Objects.equals(part.apply(before), part.apply(after))) {
                lines.add(name);
            }
        }

        void compareNamed(String name, Function<SpendbellConfig, Map<String, ?>> part) {
            Map<String, ?> old = part.apply(before);
            Map<String, ?> fresh = part.apply(after);
            List<String> words = new ArrayList<>();
            add(words, "added", minus(fresh.keySet(), old.keySet()));
            add(words, "removed", minus(old.keySet(), fresh.keySet()));
            add(
                    words,
                    "changed",
                    fresh.keySet().stream()
                            .filter(each -> old.containsKey(each) && !Objects.equals(old.get(each), fresh.get(each)))
                            .toList());
            if (!words.isEmpty()) {
                lines.add(name + ": " + String.join("; ", words));
            }
        }

        private static Collection<String> minus(Collection<String> names, Collection<String> others) {
            return names.stream().filter(name -> !others.contains(name)).toList();
        }

        private static void add(List<String> words, String what, Collection<String> names) {
            if (!names.isEmpty()) {
                words.add(String.join(", ", new TreeSet<>(names)) + " " + what);
            }
        }
    }
}
