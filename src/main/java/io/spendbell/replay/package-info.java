/**
 * Turns recorded traces into events against a running daemon. {@link io.spendbell.replay.Trace} reads the files, line by
 * line and twice: once for the number of events and the latest time, once to send; {@link io.spendbell.replay.Spread} and
 * {@link io.spendbell.replay.PriceList} give the rows of a trace that names nobody their owners, models and costs.
 * {@link io.spendbell.replay.Replay} is the async shell that sends at the {@link io.spendbell.replay.Pace} and counts what
 * the daemon acknowledges; all else is pure or reads files.
 */
@NullMarked
package io.spendbell.replay;

import org.jspecify.annotations.NullMarked;
