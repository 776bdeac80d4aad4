package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.store.Entry;
import java.util.List;

/**
 * What a process knows while Redis is away.
 *
 * @param accounts brings an empty store to the totals and windows that were known last; its postings open nothing of their own
 * @param planned alerts of what was sent and not answered: Redis may have them
 */
public record LastKnown(Entry accounts, List<Alert> planned) {}
