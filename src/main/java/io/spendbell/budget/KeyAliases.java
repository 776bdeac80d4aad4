package io.spendbell.budget;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.Sources;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are known by which alias: LiteLLM's messages to Slack name a key by its alias alone, all else it sends by its hash as well. Who uses it
 * bounds it. Not safe for use from several threads.
 */
public final class KeyAliases {
    private static final String RANG_BY_IT_ALONE = Sources.INTERNAL + "alias";

    private final Map<String, String> tokens = new HashMap<>();

    /** The event itself, or the same of the key's hash where it names a key by nothing but an alias that is known. */
    public BudgetEvent resolve(BudgetEvent event) {
        String alias = event.fields().keyAlias();
        if (alias == null
                || event.entity().kind() != EntityKind.KEY
                || event.fields().token() != null) {
            return event;
        }
        String token = tokens.get(alias);
        return token == null ? event : ofKey(event, token);
    }

    /** Remembers the alias of a key that an event names by both; the latest that was learned counts. */
    public void learn(BudgetEvent event) {
        String alias = event.fields().keyAlias();
        String token = event.fields().token();
        if (alias != null && token != null && event.entity().kind() == EntityKind.KEY) {
            tokens.put(alias, token);
        }
    }

    public int size() {
        return tokens.size();
    }

    public void clear() {
        tokens.clear();
    }

    private static BudgetEvent ofKey(BudgetEvent event, String token) {
        return new BudgetEvent(
                event.id(),
                event.time(),
                event.type(),
                new Entity(EntityKind.KEY, token),
                event.fields().withToken(token),
                event.spend(),
                event.maxBudget(),
                event.softBudget(),
                event.resetAt(),
                event.projectedSpend(),
                event.projectedExceededDate());
    }

    /** The key as who knows it by its alias alone would name it; null where it is no key, or not known by both. */
    public static @Nullable Entity alias(Entity entity, EntityFields fields) {
        String alias = fields.keyAlias();
        String token = fields.token();
        if (entity.kind() != EntityKind.KEY || token == null || alias == null || alias.isEmpty()) {
            return null;
        }
        return alias.equals(token) ? null : new Entity(EntityKind.KEY, alias);
    }

    /**
     * What is claimed as well where a rule rings for a key that is named by its alias alone; whoever comes with the hash uses it
     * up instead of ringing once more. Null where it is no such key.
     */
    static @Nullable AlertKey rangBy(AlertKey claimed, EntityFields fields) {
        boolean isAlone = claimed.entity().kind() == EntityKind.KEY
                && fields.token() == null
                && claimed.entity().id().equals(fields.keyAlias());
        return isAlone ? mark(claimed.entity(), claimed) : null;
    }

    /** The same for who knows the hash too: what to use up; null where the key has no alias. */
    static @Nullable AlertKey mayHaveRungBy(AlertKey key, EntityFields fields) {
        Entity alias = alias(key.entity(), fields);
        return alias == null ? null : mark(alias, key);
    }

    private static AlertKey mark(Entity alias, AlertKey key) {
        return new AlertKey(key.type(), alias, RANG_BY_IT_ALONE, key.rule(), key.amount(), key.window());
    }

    /** The key of the same claim, of another entity. */
    static AlertKey of(Entity entity, AlertKey key) {
        return new AlertKey(key.type(), entity, key.source(), key.rule(), key.amount(), key.window());
    }
}
