/**
 * The commands. Each is a class of its own that reads its arguments, calls what does the work and waits for it; nothing
 * else in the project waits. Exit codes are 0 for fine, 1 for failed while running, 2 for bad arguments or configuration.
 */
@NullMarked
package io.spendbell.cli;

import org.jspecify.annotations.NullMarked;
