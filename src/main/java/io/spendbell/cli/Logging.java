package io.spendbell.cli;

/** Sets up logging for a process that is Spendbell's own; beside other verticles logging is their business. */
final class Logging {
    private Logging() {}

    /** To be called before anything logs. */
    static void configure() {
        setUnlessSet("logback.configurationFile", "spendbell-logback.xml");
        setUnlessSet("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
