/**
 * The rules that every store with tables of its own shares: what a batch does, what the outbox gives out, what is
 * forgotten when. They work on {@link io.spendbell.store.core.Table}, a sorted map, and leave to the store how tables are
 * kept and when what was written is durable. Nothing here is safe for use from several threads; the store sees to that.
 */
@NullMarked
package io.spendbell.store.core;

import org.jspecify.annotations.NullMarked;
