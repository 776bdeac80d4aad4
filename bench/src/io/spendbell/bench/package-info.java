/**
 * The load generator and the one command that measures the daemon as it is shipped. {@link io.spendbell.bench.Bench} starts
 * the bare Jackson loop, the daemon and the generator as processes of their own, which take turns where they would
 * disturb each other, and checks at the end that no alert and no cent is missing or too many.
 */
package io.spendbell.bench;
