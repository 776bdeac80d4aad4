/**
 * What a replica does while its Redis is away: it decides by what it knows itself, on a store in memory that stands in, and
 * its deliveries go on from there. When Redis is back, posts under way are waited for, what was not delivered yet goes into
 * Redis with the batch that raised it, and what was decided here neither rings nor is delivered again. Nothing is acknowledged
 * before Redis has it.
 */
@NullMarked
package io.spendbell.store.standin;

import org.jspecify.annotations.NullMarked;
