/**
 * The rules that stores share. What a batch does is one definition ({@link io.spendbell.store.core.BatchRun}) on whatever
 * a store reads and writes ({@link io.spendbell.store.core.CommitTables}). What the outbox gives out, and what is forgotten
 * when, works on {@link io.spendbell.store.core.Table}, a sorted map, for the stores that have tables of their own; these
 * keep them and know when what was written is durable. Nothing here is safe for use from several threads; the store sees
 * to that.
 */
@NullMarked
package io.spendbell.store.core;

import org.jspecify.annotations.NullMarked;
