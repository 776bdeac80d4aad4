package io.spendbell.simulator;

import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;

/**
 * A budget that the demonstration's configuration is to have, so that its own ledger rings too.
 *
 * @param id the entity's id, or a glob
 * @param duration the window, as in the configuration
 * @param spent what the window starts with
 */
public record DemoBudget(String name, EntityKind kind, String id, Usd max, String duration, Usd spent) {}
