package io.spendbell;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a class says in the log, at INFO and above, from the moment at which this is made until it is closed. */
public final class LoggedBy implements AutoCloseable {
    private final Logger logger;
    private final Level before;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            messages.add(event.getFormattedMessage());
        }
    };

    private LoggedBy(Logger logger) {
        this.logger = logger;
        this.before = logger.getLevel();
    }

    public static LoggedBy of(Class<?> type) {
        return of(type.getName());
    }

    /** @param name of a class, or of a package for all that is in it */
    public static LoggedBy of(String name) {
        LoggedBy logged = new LoggedBy((Logger) LoggerFactory.getLogger(name));
        logged.logger.setLevel(Level.INFO);
        logged.appender.start();
        logged.logger.addAppender(logged.appender);
        return logged;
    }

    /** The messages so far, in order. */
    public List<String> messages() {
        return messages;
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(before);
    }
}
