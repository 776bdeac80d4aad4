package io.spendbell.delivery;

import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.List;

/** Turns deliveries into what a destination understands. Pure and safe for use from any thread. */
public interface Renderer {

    /**
     * Packs deliveries, in their order, into as few messages as the destination's limits allow, each filled before the next
     * begins. Every delivery is in exactly one message.
     *
     * @param now for saying how late a message is, where it is late
     */
    List<Message> pack(List<Delivery> deliveries, Instant now);

    /**
     * One message for deliveries of one type and level that are too many to be told one by one: it names the first of them
     * and says how many more there are and where to see them.
     */
    Message fold(List<Delivery> deliveries, Instant now);

    /**
     * The messages, one if the destination's limits allow it, for deliveries of one digest: what concerns somebody alike is told together, with
     * its count. A destination that tells one alert at a time tells them one by one.
     */
    default List<Message> digest(List<Delivery> deliveries, Instant now) {
        return pack(deliveries, now);
    }
}
