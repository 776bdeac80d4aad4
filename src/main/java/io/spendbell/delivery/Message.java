package io.spendbell.delivery;

import io.spendbell.store.Outbox.Delivery;
import java.util.List;

/**
 * One post.
 *
 * @param body what is posted: JSON, or plain text for the console
 * @param deliveries whose alerts it tells; they are settled together
 */
public record Message(String body, List<Delivery> deliveries) {}
