package io.spendbell.alerting;

import java.util.UUID;

/** Makes the ids of alerts, each unique among all replicas. */
@FunctionalInterface
public interface AlertIds {
    String next();

    /** Random ids. */
    static AlertIds random() {
        return () -> UUID.randomUUID().toString();
    }
}
