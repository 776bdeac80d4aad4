/**
 * The store that replicas share: everything of one namespace in one Redis, standalone, with Sentinel or in Cluster. A batch
 * is planned here on what is known of the totals and claims it concerns, and one script applies it if all of that still
 * holds, else says what does not, so that adding, judging, claiming and enqueuing never come apart. Whether a part of a
 * batch was applied is kept beside its effect: what was sent and never answered is sent again and happens once.
 */
@NullMarked
package io.spendbell.store.redis;

import org.jspecify.annotations.NullMarked;
