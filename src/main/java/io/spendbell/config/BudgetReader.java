package io.spendbell.config;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.Share;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.WindowSpec;
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

    /** What the source of a gateway's own alerts is called, so that no budget may be called so. */
    private static final String GATEWAY = AlertKey.GATEWAY;

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

    private @Nullable BudgetDefinition budget(Setting self, Block block) {
        if (!(self.value() instanceof Value.Entries)) {
            return null;
        }
        Setting entitySetting = block.get("entity");
        String entity = entitySetting.oneOf(KINDS.keySet());
        if (!entitySetting.isPresent()) {
            entitySetting.fault("one of " + String.join(", ", KINDS.keySet()));
        }
        EntityKind kind = entity == null ? null : KINDS.get(entity);
        Setting idSetting = block.get("id");
        Setting aliasSetting = block.get("alias");
        Glob id = Globs.read(idSetting);
        Glob alias = Globs.read(aliasSetting);
        boolean named = kind == null || checkWhom(kind, idSetting, id, aliasSetting);

        Setting maxSetting = block.get("max_budget");
        Setting softSetting = block.get("soft_budget");
        Usd max = maxSetting.usd();
        Usd soft = softSetting.usd();
        if (!maxSetting.isPresent() && !softSetting.isPresent()) {
            maxSetting.fault("a max_budget, a soft_budget or both");
        }
        if (max != null && soft != null && soft.compareTo(max) > 0) {
            softSetting.warning("is above max_budget");
        }
        Setting durationSetting = block.get("duration");
        WindowSpec window = window(durationSetting);
        Setting sharesSetting = block.get("thresholds");
        List<Share> shares = shares(sharesSetting, kind == null ? List.of() : thresholds.of(kind));
        if (sharesSetting.isPresent() && !maxSetting.isPresent()) {
            sharesSetting.warning("has no effect without max_budget");
        }
        Setting projectionSetting = block.get("projection");
        boolean projection = projectionSetting.flag(false);
        if (projection && !(maxSetting.isPresent() && durationSetting.isPresent())) {
            projectionSetting.fault("false, or a max_budget and a duration");
        }
        Usd spent = block.get("spent").usd();
        int maxEntities = block.get("max_entities").whole(BudgetDefinition.DEFAULT_MAX_ENTITIES, MAX_ENTITIES);
        String name = name(block.get("name"), defaultName(entity, id, alias, durationSetting));
        block.refuseOthers();
        if (kind == null || name == null || !named) {
            return null;
        }
        Glob ids = kind == EntityKind.PROXY ? Glob.of("proxy") : id == null ? Glob.of("*") : id;
        return new BudgetDefinition(
                name,
                kind,
                ids,
                alias,
                max,
                soft,
                window,
                shares,
                projection,
                spent == null ? Usd.ZERO : spent,
                maxEntities);
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

    private static @Nullable WindowSpec window(Setting setting) {
        String text = setting.text("a duration such as 30d");
        if (text == null) {
            return null;
        }
        try {
            return WindowSpec.parse(text);
        } catch (IllegalArgumentException e) {
            setting.fault(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** {@code entity:id:duration} as they are written. */
    private static @Nullable String defaultName(
            @Nullable String entity, @Nullable Glob id, @Nullable Glob alias, Setting duration) {
        if (entity == null) {
            return null;
        }
        StringBuilder name = new StringBuilder(entity);
        if (id != null) {
            name.append(':').append(id);
        }
        if (alias != null) {
            name.append(":alias=").append(alias);
        }
        return name.append(':')
                .append(duration.isPresent() ? duration.shown() : "forever")
                .toString();
    }

    private @Nullable String name(Setting setting, @Nullable String byDefault) {
        String rule = "a name of at most " + LONGEST_NAME + " characters, not " + GATEWAY;
        String name = setting.isPresent() ? setting.text(rule) : byDefault;
        if (name == null) {
            return null;
        }
        if (setting.isPresent() && (name.length() > LONGEST_NAME || name.equals(GATEWAY))) {
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
