package io.spendbell.budget;

import io.spendbell.budget.type.EntityIds;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The budgets of the ledger, found by whom an event concerns. Safe for use from any thread. */
public final class LedgerBudgets {
    private final Map<String, LedgerBudget> byName = new HashMap<>();
    private final List<OfKind> ofKinds;

    public LedgerBudgets(List<BudgetDefinition> definitions, ZoneId zone) {
        Map<EntityKind, OfKind> byKind = new EnumMap<>(EntityKind.class);
        for (BudgetDefinition definition : definitions) {
            LedgerBudget budget = new LedgerBudget(definition, zone);
            byName.put(definition.name(), budget);
            byKind.computeIfAbsent(definition.kind(), OfKind::new).add(budget);
        }
        ofKinds = List.copyOf(byKind.values());
    }

    /** Takes one budget that an event concerns, and the id whose account grows. */
    @FunctionalInterface
    public interface Matches {
        void accept(LedgerBudget budget, String entityId);
    }

    /** Finds every budget, and within it every account, that an event concerns. */
    public void forEachMatch(EntityFields fields, Matches matches) {
        for (OfKind budgets : ofKinds) {
            EntityIds.forEachId(budgets.kind, fields, id -> budgets.forEachMatch(id, fields, matches));
            if (budgets.kind == EntityKind.MODEL) {
                forEachMatchOfGroup(budgets, fields, matches);
            }
        }
    }

    /** A model has two names, and LiteLLM's callers know that of its group: it serves where the other does not match. */
    private static void forEachMatchOfGroup(OfKind budgets, EntityFields fields, Matches matches) {
        String model = fields.model();
        String group = fields.modelGroup();
        if (group != null && !group.isEmpty()) {
            budgets.forEachMatch(group, fields, (budget, id) -> {
                if (model == null || model.isEmpty() || !budget.matches(model, fields)) {
                    matches.accept(budget, id);
                }
            });
        }
    }

    public @Nullable LedgerBudget named(String name) {
        return byName.get(name);
    }

    /** All budgets, in no particular order. */
    public Iterable<LedgerBudget> all() {
        return byName.values();
    }

    /** The budgets for one kind of entity; those for exactly one id are found without looking at the others. */
    private static final class OfKind {
        private final EntityKind kind;
        private final Map<String, List<LedgerBudget>> exact = new HashMap<>();
        private final List<LedgerBudget> patterns = new ArrayList<>();

        OfKind(EntityKind kind) {
            this.kind = kind;
        }

        void add(LedgerBudget budget) {
            if (budget.definition().id().isLiteral()) {
                exact.computeIfAbsent(budget.definition().id().toString(), id -> new ArrayList<>())
                        .add(budget);
            } else {
                patterns.add(budget);
            }
        }

        void forEachMatch(String id, EntityFields fields, Matches matches) {
            for (LedgerBudget budget : exact.getOrDefault(id, List.of())) {
                offer(budget, id, fields, matches);
            }
            for (LedgerBudget budget : patterns) {
                offer(budget, id, fields, matches);
            }
        }

        private static void offer(LedgerBudget budget, String id, EntityFields fields, Matches matches) {
            if (budget.matches(id, fields)) {
                matches.accept(budget, id);
            }
        }
    }
}
