package io.spendbell;

import io.spendbell.config.Fault;
import io.spendbell.config.InvalidConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.List;

/**
 * The addresses that the Spendbells of one Vert.x take events at. Two at one address would have half of the messages each, and a
 * ledger each where they do not share a Redis. Safe for use from any thread.
 */
final class TakenAddresses {
    private final LocalMap<String, Boolean> taken;

    TakenAddresses(Vertx vertx) {
        this.taken = vertx.sharedData().getLocalMap("io.spendbell.addresses");
    }

    /** @throws InvalidConfigurationException if another one has it */
    void take(String address) {
        if (taken.putIfAbsent(address, true) != null) {
            throw new InvalidConfigurationException(List.of(new Fault(
                    "configuration",
                    "spendbell.ingest.event_bus.address",
                    address,
                    "an address at which no other Spendbell of this Vert.x takes events")));
        }
    }

    void giveBack(String address) {
        taken.remove(address);
    }
}
