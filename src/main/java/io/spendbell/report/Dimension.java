package io.spendbell.report;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** By what spend is told apart in reports. */
enum Dimension {
    /** Not at all: one account has it all. */
    TOTAL("total", 1, "", null) {
        @Override
        void forEachAccount(SpendGroup group, Consumer<String> accounts) {
            accounts.accept(ALL);
        }
    },
    TEAM("team", 10_000, "Teams", "no team") {
        @Override
        void forEachAccount(SpendGroup group, Consumer<String> accounts) {
            named(group.fields().teamId(), group.fields().teamAlias(), accounts);
        }
    },
    TAG("tag", 10_000, "Tags", null) {
        @Override
        void forEachAccount(SpendGroup group, Consumer<String> accounts) {
            group.tags().stream().distinct().forEach(accounts);
        }
    },
    USER("user", 100_000, "Users", "no user") {
        @Override
        void forEachAccount(SpendGroup group, Consumer<String> accounts) {
            named(group.fields().userId(), group.fields().userEmail(), accounts);
        }
    },
    MODEL("model", 10_000, "Models", "no model") {
        @Override
        void forEachAccount(SpendGroup group, Consumer<String> accounts) {
            named(group.model(), null, accounts);
        }
    };

    static final String ALL = "all";

    private final String label;
    private final int maxAccounts;
    private final String heading;
    private final @Nullable String nobody;

    Dimension(String label, int maxAccounts, String heading, @Nullable String nobody) {
        this.label = label;
        this.maxAccounts = maxAccounts;
        this.heading = heading;
        this.nobody = nobody;
    }

    String label() {
        return label;
    }

    int maxAccounts() {
        return maxAccounts;
    }

    /** The title of its list. */
    String heading() {
        return heading;
    }

    /** What spend is called that is nobody's; null where that says nothing, because spend may be of several at once. */
    @Nullable
    String nobody() {
        return nobody;
    }

    /** The accounts that a group's spend is added to, each once. */
    abstract void forEachAccount(SpendGroup group, Consumer<String> accounts);

    private static void named(@Nullable String id, @Nullable String alias, Consumer<String> accounts) {
        if (id != null) {
            accounts.accept(new EntityName(id, alias).account());
        } else if (alias != null) {
            accounts.accept(alias);
        }
    }
}
