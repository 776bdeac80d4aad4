package io.spendbell.report;

import io.spendbell.counter.Count;
import io.spendbell.counter.Group;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whose spend counts alike: the same team, user, model and tags. Immutable. */
final class SpendGroup implements Group {
    private final SpendCounting counting;
    private final EntityFields fields;
    private final int hash;

    /**
     * The group of a call.
     *
     * @param counting says which accounts its spend is added to
     */
    SpendGroup(SpendCounting counting, EntityFields fields) {
        this.counting = counting;
        this.fields = fields;
        int code = hash(fields.teamId());
        code = 31 * code + hash(fields.userId());
        code = 31 * code + hash(model());
        this.hash = 31 * code + tags().hashCode();
    }

    private static int hash(@Nullable String text) {
        return text == null ? 0 : text.hashCode();
    }

    EntityFields fields() {
        return fields;
    }

    /** The model as callers know it. */
    @Nullable
    String model() {
        return fields.model() != null ? fields.model() : fields.modelGroup();
    }

    List<String> tags() {
        return fields.tags();
    }

    @Override
    public int accounts() {
        return counting.accountsOf(this);
    }

    @Override
    public void count(Usd amount, Consumer<Count> counts) {
        counting.count(this, amount, counts);
    }

    /** Aliases count too: they are part of the names under which teams and users are reported. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpendGroup group
                && hash == group.hash
                && counting == group.counting
                && Objects.equals(fields.teamId(), group.fields.teamId())
                && Objects.equals(fields.userId(), group.fields.userId())
                && Objects.equals(model(), group.model())
                && tags().equals(group.tags())
                && Objects.equals(fields.teamAlias(), group.fields.teamAlias())
                && Objects.equals(fields.userEmail(), group.fields.userEmail());
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
