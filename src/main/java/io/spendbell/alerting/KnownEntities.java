package io.spendbell.alerting;

import io.spendbell.budget.KeyAliases;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What budget events have told of their entities, so that what each event says again costs one look-up. Bounded: when full it starts anew. Not safe for
 * use from several threads.
 */
final class KnownEntities {
    private static final int REMEMBERED = 100_000;

    private final Map<Entity, Known> entities = new HashMap<>();
    private final KeyAliases aliases = new KeyAliases();

    private record Known(
            @Nullable Instant windowEnd, @Nullable String alias) {}

    /** The event itself, or the same of the key's hash where it names a key by nothing but an alias that is known. */
    BudgetEvent resolve(BudgetEvent event) {
        return aliases.resolve(event);
    }

    /** Whether an event says of its entity what none has said before: a window's end that is to come, or a key's alias. It is known from now on. */
    boolean learn(BudgetEvent event, Instant now) {
        Entity entity = event.entity();
        Instant end = event.resetAt() != null && event.resetAt().isAfter(now) ? event.resetAt() : null;
        String alias = entity.kind() == EntityKind.KEY ? event.fields().keyAlias() : null;
        Known known = entities.get(entity);
        Instant knownEnd = known == null ? null : known.windowEnd();
        String knownAlias = known == null ? null : known.alias();
        boolean isNews = (end != null && !end.equals(knownEnd)) || (alias != null && !alias.equals(knownAlias));
        if (isNews) {
            if (entities.size() >= REMEMBERED || aliases.size() >= REMEMBERED) {
                forget();
            }
            entities.put(entity, new Known(end == null ? knownEnd : end, alias == null ? knownAlias : alias));
            aliases.learn(event);
        }
        return isNews;
    }

    void forget() {
        entities.clear();
        aliases.clear();
    }
}
