package io.spendbell.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;

/**
 * How the fat jar logs: INFO, or what the variable {@code SPENDBELL_LOG_LEVEL} says, to standard error, since standard output is for
 * alerts and results. Only that jar names it as a service: beside other verticles logging is their business. It is code because
 * reading XML takes a tenth of a start. A file that {@code -Dlogback.configurationFile} names goes before it.
 */
public final class DaemonLogging extends ContextAwareBase implements Configurator {
    private static final String FILE = "logback.configurationFile";

    /** It says at ERROR, with a stack, of each attempt to connect that is cut off what the attempt fails with. */
    private static final String OF_NEW_CONNECTIONS = "io.vertx.redis.client.impl.RedisConnectionManager";

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%n%ex{12}";

    /** To be called before anything logs. */
    static void chooseForVertx() {
        String property = "vertx.logger-delegate-factory-class-name";
        if (System.getProperty(property) == null) {
            System.setProperty(property, "io.vertx.core.logging.SLF4JLogDelegateFactory");
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        context.getStatusManager().add(new NopStatusListener());
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getenv("SPENDBELL_LOG_LEVEL"), Level.INFO));
        root.addAppender(standardError(context));
        context.getLogger("io.netty").setLevel(Level.WARN);
        context.getLogger("io.vertx").setLevel(Level.WARN);
        context.getLogger(OF_NEW_CONNECTIONS).setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget(ConsoleTarget.SystemErr.getName());
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
