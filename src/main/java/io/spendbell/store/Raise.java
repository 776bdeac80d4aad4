package io.spendbell.store;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert that is raised.
 *
 * @param alert what is told
 * @param claimed the key whose claim raised it; null where it was raised without one
 * @param passed keys of the rules whose turns are used up with it; they are claimed too, free or not
 * @param destinations the names of where it goes, fixed from now on; never empty
 */
public record Raise(Alert alert, @Nullable AlertKey claimed, List<AlertKey> passed, List<String> destinations) {
    /** What no claim has raised yet. */
    public Raise(Alert alert, List<AlertKey> passed, List<String> destinations) {
        this(alert, null, passed, destinations);
    }

    public Raise claimedAs(AlertKey key) {
        return new Raise(alert, key, passed, destinations);
    }

    public Raise with(Alert other) {
        return new Raise(other, claimed, passed, destinations);
    }
}
