package io.spendbell.soak;

import java.util.List;

/** The replica that a sender keeps to until it is ended; then another one. For one thread. */
final class Home {
    private final List<Daemon> replicas;
    private int at;

    Home(List<Daemon> replicas, int first) {
        this.replicas = replicas;
        at = first % replicas.size();
    }

    /**
     * Where to connect. One that runs is kept to though it answers badly: while Redis is away each replica decides alone, so
     * that the same event sent to another one may ring there too.
     */
    Daemon daemon() {
        if (!replicas.get(at).isMeantToRun()) {
            at = (at + 1) % replicas.size();
        }
        return replicas.get(at);
    }
}
