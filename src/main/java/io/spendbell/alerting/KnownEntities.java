package io.spendbell.alerting;

import io.spendbell.budget.KeyAliases;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import java.time.Instant;

/**
 * What budget events have told of their entities, so that what each event says again costs one look-up. Bounded: when full it starts anew. Not safe for
 * use from several threads.
 */
final class KnownEntities {
    private static final int REMEMBERED = 100_000;

    private final LastSaid said = new LastSaid();
    private final KeyAliases aliases = new KeyAliases();

    /** The event itself, or the same of the key's hash where it names a key by nothing but an alias that is known. */
    BudgetEvent resolve(BudgetEvent event) {
        return aliases.resolve(event);
    }

    /** Whether an event says of its entity what none has said before: a window's end that is to come, or a key's alias. It is known from now on. */
    boolean learn(BudgetEvent event, Instant now) {
        Entity entity = event.entity();
        Instant end = event.resetAt() != null && event.resetAt().isAfter(now) ? event.resetAt() : null;
        String alias = entity.kind() == EntityKind.KEY ? event.fields().keyAlias() : null;
        boolean saysNothing = end == null && alias == null;
        if (saysNothing || said.contains(entity, end, alias)) {
            return false;
        }
        if (said.size() >= REMEMBERED || aliases.size() >= REMEMBERED) {
            forget();
        }
        said.put(entity, end, alias);
        aliases.learn(event);
        return true;
    }

    void forget() {
        said.clear();
        aliases.clear();
    }
}
