package io.spendbell.config;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.Share;
import io.spendbell.alert.Sources;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.WindowSpec;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code spendbell.thresholds} and {@code spendbell.budgets}. */
final class BudgetReader {
    /** The kinds of entities by the names that they may be given: those of the wire, and {@code customer}. */
    static final Map<String, EntityKind> KINDS = kinds();

    private static final Bounds MAX_ENTITIES = Bounds.whole(1, 10_000_000);
    private static final Bounds SHARE = Bounds.decimal("0.000000001", String.valueOf(Share.LARGEST));
    private static final int LONGEST_NAME = 200;

    private final Thresholds thresholds;
    private final Set<String> names = new HashSet<>();

    BudgetReader(Thresholds thresholds) {
        this.thresholds = thresholds;
    }

    static Thresholds thresholds(Block block) {
        List<Share> byDefault = shares(block.get("default"), Thresholds.STANDARD.byDefault());
        Map<EntityKind, List<Share>> byKind = new HashMap<>();
        KINDS.forEach((name, kind) -> {
            Setting setting = block.get(name);
            if (setting.isPresent() && byKind.put(kind, shares(setting, byDefault)) != null) {
                setting.fault("either customer or end_user, for they are one");
            }
        });
        block.refuseOthers();
        return new Thresholds(byDefault, byKind);
    }

    List<BudgetDefinition> budgets(Setting setting) {
        List<BudgetDefinition> budgets = new ArrayList<>();
        for (Setting each : setting.items("a list of budgets")) {
            BudgetDefinition budget = budget(each, each.block());
            if (budget != null) {
                budgets.add(budget);
            }
        }
        return budgets;
    }

    /** Whom a budget is for. */
    private record Subject(
            String entity,
            EntityKind kind,
            @Nullable Glob id,
            @Nullable Glob alias) {}

    private record Limits(@Nullable Usd max, @Nullable Usd soft) {}

    /** A duration as it is written, and what it means. */
    private record Period(String text, WindowSpec window) {}

    private @Nullable BudgetDefinition budget(Setting self, Block block) {
        if (!(self.value() instanceof Value.Entries)) {
            return null;
        }
        Subject subject = subject(block);
        Limits limits = limits(block);
        Setting duration = block.get("duration");
        Period period = period(duration);
        boolean hasFaultyDuration = period == null && duration.isPresent();
        List<Share> shares = shares(block, subject);
        boolean projection = projection(block);
        Usd spent = block.get("spent").usd();
        int maxEntities = block.get("max_entities").whole(BudgetDefinition.DEFAULT_MAX_ENTITIES, MAX_ENTITIES);
        String name =
                name(block.get("name"), subject == null || hasFaultyDuration ? null : defaultName(subject, period));
        block.refuseOthers();
        if (subject == null || name == null) {
            return null;
        }
        return new BudgetDefinition(
                name,
                subject.kind(),
                ids(subject),
                subject.alias(),
                limits.max(),
                limits.soft(),
                period == null ? null : period.window(),
                shares,
                projection,
                spent == null ? Usd.ZERO : spent,
                maxEntities);
    }

    private static @Nullable Subject subject(Block block) {
        Setting entitySetting = block.get("entity");
        if (!entitySetting.isPresent()) {
            entitySetting.fault("one of " + String.join(", ", KINDS.keySet()));
        }
        String entity = entitySetting.oneOf(KINDS.keySet());
        EntityKind kind = entity == null ? null : KINDS.get(entity);
        Setting idSetting = block.get("id");
        Setting aliasSetting = block.get("alias");
        Glob id = Globs.read(idSetting);
        Glob alias = Globs.read(aliasSetting);
        boolean readable = (id != null || !idSetting.isPresent()) && (alias != null || !aliasSetting.isPresent());
        return entity != null && kind != null && checkWhom(kind, idSetting, id, aliasSetting) && readable
                ? new Subject(entity, kind, id, alias)
                : null;
    }

    private static Glob ids(Subject subject) {
        if (subject.kind() == EntityKind.PROXY) {
            return Glob.of(Entity.PROXY.id());
        }
        return subject.id() == null ? Glob.of("*") : subject.id();
    }

    private static Limits limits(Block block) {
        Setting maxSetting = block.get("max_budget");
        Setting softSetting = block.get("soft_budget");
        if (!maxSetting.isPresent() && !softSetting.isPresent()) {
            maxSetting.fault("a max_budget, a soft_budget or both");
        }
        Usd max = maxSetting.usd();
        Usd soft = softSetting.usd();
        if (max != null && soft != null && soft.compareTo(max) > 0) {
            softSetting.warning("is above max_budget");
        }
        return new Limits(max, soft);
    }

    private List<Share> shares(Block block, @Nullable Subject subject) {
        Setting setting = block.get("thresholds");
        if (setting.isPresent() && !block.has("max_budget")) {
            setting.warning("has no effect without max_budget");
        }
        return shares(setting, subject == null ? List.of() : thresholds.of(subject.kind()));
    }

    private static boolean projection(Block block) {
        Setting setting = block.get("projection");
        boolean projection = setting.flag(false);
        if (projection && !(block.has("max_budget") && block.has("duration"))) {
            setting.fault("false, or a max_budget and a duration");
        }
        return projection;
    }

    /** Whether a budget says whom it is for, in the way that its kind needs. */
    private static boolean checkWhom(EntityKind kind, Setting idSetting, @Nullable Glob id, Setting aliasSetting) {
        boolean hasAliases = kind == EntityKind.KEY || kind == EntityKind.TEAM;
        if (aliasSetting.isPresent() && !hasAliases) {
            aliasSetting.fault("left out; only keys and teams have aliases");
            return false;
        }
        if (kind == EntityKind.PROXY) {
            if (idSetting.isPresent()) {
                idSetting.fault("left out; there is one proxy");
            }
            return !idSetting.isPresent();
        }
        if (!idSetting.isPresent() && !aliasSetting.isPresent()) {
            idSetting.fault(hasAliases ? "an id, an alias or both; \"*\" matches all" : "an id; \"*\" matches all");
            return false;
        }
        if (kind == EntityKind.TEAM_MEMBER
                && id != null
                && id.isLiteral()
                && !id.toString().contains("/")) {
            idSetting.fault("the team's id, a slash and the user's id");
            return false;
        }
        return true;
    }

    private static @Nullable Period period(Setting setting) {
        String text = setting.text("a duration such as 30d");
        if (text == null) {
            return null;
        }
        try {
            return new Period(text, WindowSpec.parse(text));
        } catch (IllegalArgumentException e) {
            setting.fault(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** {@code entity:id:duration} as they are written. */
    private static String defaultName(Subject subject, @Nullable Period period) {
        String id = subject.id() == null ? "" : ":" + subject.id();
        String alias = subject.alias() == null ? "" : ":alias=" + subject.alias();
        return subject.entity() + id + alias + ":" + (period == null ? "forever" : period.text());
    }

    private @Nullable String name(Setting setting, @Nullable String byDefault) {
        String rule = "a name of at most " + LONGEST_NAME + " characters, not " + AlertKey.GATEWAY
                + ", and not beginning with " + Sources.INTERNAL;
        String name = setting.isPresent() ? setting.text(rule) : byDefault;
        if (name == null) {
            return null;
        }
        if (setting.isPresent() && (name.length() > LONGEST_NAME || Sources.isReserved(name))) {
            setting.fault(rule);
            return null;
        }
        if (!names.add(name)) {
            setting.reading().findings().fault(setting.path(), Reading.shown(name), "a name that no other budget has");
            return null;
        }
        return name;
    }

    private static List<Share> shares(Setting setting, List<Share> byDefault) {
        if (!setting.isPresent()) {
            return byDefault;
        }
        List<Share> shares = new ArrayList<>();
        for (Setting item : setting.items("a list of shares, such as [0.85, 0.95, 1.0]")) {
            BigDecimal share = item.number(SHARE);
            if (share != null && share.stripTrailingZeros().scale() > 9) {
                item.fault("at most nine decimals");
            } else if (share != null) {
                shares.add(Share.of(share));
            }
        }
        return shares.stream().distinct().sorted().toList();
    }

    private static Map<String, EntityKind> kinds() {
        Map<String, EntityKind> kinds = new LinkedHashMap<>();
        for (EntityKind kind : EntityKind.values()) {
            if (kind.hasBudgets()) {
                kinds.put(kind.wireName(), kind);
            }
        }
        kinds.put("customer", EntityKind.CUSTOMER);
        return Collections.unmodifiableMap(kinds);
    }
}
