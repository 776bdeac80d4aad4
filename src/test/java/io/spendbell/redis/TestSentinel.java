package io.spendbell.redis;

import java.io.IOException;
import redis.embedded.RedisSentinel;
import redis.embedded.core.RedisSentinelBuilder;

/** A real sentinel, alone, that watches one server. */
public final class TestSentinel implements AutoCloseable {
    private final int port;
    private final RedisSentinel sentinel;

    private TestSentinel(int port, RedisSentinel sentinel) {
        this.port = port;
        this.sentinel = sentinel;
    }

    public static TestSentinel watching(TestRedis redis, String name, String... settings) throws IOException {
        return watching(redis.port(), name, settings);
    }

    /** Watches whatever is at this port of this machine. */
    static TestSentinel watching(int masterPort, String name, String... settings) throws IOException {
        IOException last = new IOException("no attempt");
        for (int i = 0; i < TestRedis.ATTEMPTS; i++) {
            int port = TestRedis.freePort();
            RedisSentinelBuilder builder = RedisSentinel.newRedisSentinel()
                    .port(port)
                    .masterName(name)
                    .masterPort(masterPort)
                    .quorumSize(1);
            builder.addDefaultReplicationGroup();
            for (String setting : settings) {
                builder.setting(setting);
            }
            RedisSentinel sentinel = builder.build();
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
