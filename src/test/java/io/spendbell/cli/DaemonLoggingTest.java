package io.spendbell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DaemonLoggingTest {
    private static final String FILE = "logback.configurationFile";

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void stop() {
        System.clearProperty(FILE);
        context.stop();
    }

    @Test
    void writes_to_standard_error_what_the_daemon_says_and_only_the_warnings_of_others() {
        assertThat(new DaemonLogging().configure(context)).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);

        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        assertThat(root.getLevel()).isEqualTo(Level.INFO);
        assertThat(root.iteratorForAppenders())
                .toIterable()
                .singleElement()
                .satisfies(appender -> assertThat(((ConsoleAppender<ILoggingEvent>) appender).getTarget())
                        .isEqualTo("System.err"));
        assertThat(context.getLogger("io.netty.channel").isInfoEnabled()).isFalse();
        assertThat(context.getLogger("io.vertx.core").isInfoEnabled()).isFalse();
        assertThat(context.getLogger("io.vertx.redis.client.impl.RedisStandaloneConnection")
                        .isErrorEnabled())
                .isTrue();
    }

    /** Its name is not ours to choose: it must be that of the class which says so. */
    @Test
    void keeps_out_the_stack_of_each_attempt_to_connect_to_redis_that_is_cut_off() throws Exception {
        new DaemonLogging().configure(context);

        Class<?> type = Class.forName("io.vertx.redis.client.impl.RedisConnectionManager");
        assertThat(context.getLogger(type.getName()).isErrorEnabled()).isFalse();
    }

    @Test
    void leaves_it_to_the_file_that_somebody_named() {
        System.setProperty(FILE, "mine.xml");

        assertThat(new DaemonLogging().configure(context)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);

        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME)
                        .iteratorForAppenders()
                        .hasNext())
                .isFalse();
    }
}
