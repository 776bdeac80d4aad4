package io.spendbell.redis;

import java.io.IOException;
import redis.embedded.RedisSentinel;

/** A real sentinel, alone, that watches one server. */
public final class TestSentinel implements AutoCloseable {
    private final int port;
    private final RedisSentinel sentinel;

    private TestSentinel(int port, RedisSentinel sentinel) {
        this.port = port;
        this.sentinel = sentinel;
    }

    public static TestSentinel watching(TestRedis redis, String name) throws IOException {
        IOException last = new IOException("no attempt");
        for (int i = 0; i < TestRedis.ATTEMPTS; i++) {
            int port = TestRedis.freePort();
            RedisSentinel sentinel = RedisSentinel.newRedisSentinel()
                    .port(port)
                    .masterName(name)
                    .masterPort(redis.port())
                    .quorumSize(1)
                    .build();
            try {
                sentinel.start();
                return new TestSentinel(port, sentinel);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        sentinel.stop();
    }
}
