package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import java.util.List;

/**
 * What a process knows while Redis is away.
 *
 * @param accounts brings an empty store to the totals and windows that were known last; its postings open nothing of their own
 * @param rest what Redis has not said to have of the batch that was asked for
 * @param planned alerts of what was sent and not answered: Redis may have them
 */
public record LastKnown(Entry accounts, Batch rest, List<Alert> planned) {}
