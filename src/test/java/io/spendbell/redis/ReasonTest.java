package io.spendbell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.RedisConfig;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class ReasonTest {
    private static final RedisConfig CONFIG = RedisConfig.standalone("redis://bell:s3cret@127.0.0.1");

    private static String told(Throwable failure) {
        return Reason.of(failure, CONFIG);
    }

    @Test
    void names_the_deepest_cause_besides_once() {
        Throwable cause = new IOException("handshake", new IllegalStateException("no path"));

        assertThat(told(new VertxException("Failed to create SSL connection", cause)))
                .isEqualTo("Failed to create SSL connection: no path");
        assertThat(told(new IOException("refused: no path", cause))).isEqualTo("refused: no path");
    }

    @Test
    void says_something_where_the_failure_does_not() {
        assertThat(told(new IOException((String) null))).isEqualTo("IOException");
        assertThat(told(new VertxException("Failed to create SSL connection", new ClosedChannelException())))
                .isEqualTo("Failed to create SSL connection: the other end closed the connection");
    }

    @Test
    void is_one_line_without_names_of_classes() {
        assertThat(told(new ConnectException("Cannot connect to any of the provided endpoints"
                        + "\n- io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: /127.0.0.1:1"
                        + "\r\n- io.netty.channel.Some$Exception")))
                .isEqualTo(
                        "Cannot connect to any of the provided endpoints; Connection refused: /127.0.0.1:1; Some$Exception");
    }

    @Test
    void shows_neither_passwords_nor_logins_nor_text_at_length() {
        assertThat(told(new IOException("s3cret at redis://bell:other@host:1"))).isEqualTo("*** at redis://host:1");
        assertThat(told(new IOException("x".repeat(10_000)))).hasSize(301);
    }
}
