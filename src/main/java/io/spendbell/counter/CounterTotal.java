package io.spendbell.counter;

import io.spendbell.alert.AlertWindow;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Instant;

/**
 * What an account of a counter has come to.
 *
 * @param entityId whose account it is
 * @param window the window that was added to
 * @param total of that window; things are counted as nano-dollars
 * @param fields whom the latest event among those added up concerns
 * @param occurredAt when that event happened
 */
public record CounterTotal(
        String entityId, AlertWindow.Span window, Usd total, EntityFields fields, Instant occurredAt) {}
