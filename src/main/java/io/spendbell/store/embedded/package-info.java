/**
 * The default store: one file of this process's own, kept by H2's MVStore. All work is done on one thread, and whatever
 * waits while a commit is written is committed together with the next one; an answer is given when its commit is written.
 * The ledger's totals go into a journal first and are folded into their table in slices, since changing them in place
 * would rewrite the whole table with each commit.
 */
@NullMarked
package io.spendbell.store.embedded;

import org.jspecify.annotations.NullMarked;
