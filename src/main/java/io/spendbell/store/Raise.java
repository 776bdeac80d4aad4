package io.spendbell.store;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import java.util.List;

/**
 * An alert that is raised.
 *
 * @param alert what is told
 * @param passed keys of the rules whose turns are used up with it; they are claimed too, free or not
 * @param destinations the names of where it goes, fixed from now on; never empty
 */
public record Raise(Alert alert, List<AlertKey> passed, List<String> destinations) {}
