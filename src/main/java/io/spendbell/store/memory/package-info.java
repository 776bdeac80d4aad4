/**
 * A store that keeps everything in memory and loses it with the process. It is for trying things out and for tests; what it
 * answers is the same as what the other stores answer. Its tables are sorted maps of the JDK.
 */
@NullMarked
package io.spendbell.store.memory;

import org.jspecify.annotations.NullMarked;
