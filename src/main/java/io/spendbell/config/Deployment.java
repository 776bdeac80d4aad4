package io.spendbell.config;

/** How Spendbell runs, which decides what is on without being configured. */
public enum Deployment {
    /** A process of its own: TCP and HTTP listen on the loopback interface unless configured otherwise. */
    DAEMON,
    /** A verticle beside others: TCP and HTTP are off unless configured. */
    VERTICLE
}
