/**
 * Where what its sender does not send again waits on disk while the store is away: it is durable there, is decided on meanwhile as far as
 * memory allows, and follows in order when the store is back. What is handed on twice, because the process died in between, is known by its id.
 */
@NullMarked
package io.spendbell.ingest.spool;

import org.jspecify.annotations.NullMarked;
