package io.spendbell;

import io.spendbell.config.Fault;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.InvalidConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses and ports that the Spendbells of one Vert.x take events at. Two at one of them would have half of the events
 * each, and a ledger each where they do not share a Redis. Confined to one context; those of several Spendbells
 * may be used at once.
 */
final class TakenAddresses {
    private final LocalMap<String, Boolean> taken;
    private final Map<String, Fault> wanted = new LinkedHashMap<>();
    private final List<String> own = new ArrayList<>();

    TakenAddresses(Vertx vertx, IngestConfig config) {
        this.taken = vertx.sharedData().getLocalMap("io.spendbell.addresses");
        String address = config.eventBus().address();
        want("event bus " + address, "event_bus.address", address, "an address");
        if (config.tcp() != null) {
            wantPort("tcp.port", config.tcp().host(), config.tcp().port());
        }
        if (config.http() != null) {
            wantPort("http.port", config.http().host(), config.http().port());
        }
    }

    private void wantPort(String key, String host, int port) {
        if (port != 0) {
            want("port " + host + " " + port, key, Integer.toString(port), "a port");
        }
    }

    private void want(String what, String key, String value, String rule) {
        wanted.put(
                what,
                new Fault(
                        "configuration",
                        "spendbell.ingest." + key,
                        value,
                        rule + " at which no other Spendbell of this Vert.x takes events"));
    }

    /**
     * Takes them all, or none.
     *
     * @throws InvalidConfigurationException if another one has some
     */
    void take() {
        List<Fault> faults = new ArrayList<>();
        wanted.forEach((what, fault) -> {
            if (taken.putIfAbsent(what, true) == null) {
                own.add(what);
            } else {
                faults.add(fault);
            }
        });
        if (!faults.isEmpty()) {
            giveBack();
            throw new InvalidConfigurationException(faults);
        }
    }

    void giveBack() {
        own.forEach(taken::remove);
        own.clear();
    }
}
