package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import org.jspecify.annotations.Nullable;

/**
 * That somebody is to be told of something that a gateway said of its own running.
 *
 * @param entity whom or what it concerns; null where that was not said
 * @param key the occasion on which it rings once; null where each event is an alert of its own
 * @param message what happened, in words; it holds text from outside
 */
public record TrafficFinding(
        AlertType type,
        Level level,
        @Nullable Entity entity,
        @Nullable AlertKey key,
        EntityFields fields,
        String message) {

    /** A finding that each event gives rise to anew. */
    static TrafficFinding ofEach(
            AlertType type, Level level, @Nullable Entity entity, EntityFields fields, String message) {
        return new TrafficFinding(type, level, entity, null, fields, message);
    }

    /** A finding that rings once for its key. */
    static TrafficFinding once(AlertKey key, Level level, EntityFields fields, String message) {
        return new TrafficFinding(key.type(), level, key.entity(), key, fields, message);
    }
}
