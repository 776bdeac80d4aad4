package io.spendbell.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * All that is sent, steadily and in like parts: by one connection over HTTP and two over TCP, to any of the replicas, and into a
 * stream where there is one. Safe for use from any thread.
 */
final class Load implements AutoCloseable {
    private static final int CONNECTIONS = 3;
    private static final int ALERTS_A_SECOND = 2;

    private final List<Script> scripts = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private final Channel channel;

    /**
     * Nothing is sent yet.
     *
     * @param stream null where there is none
     * @param channel null where there is none; what is published there goes on and falls silent with the rest
     */
    Load(SoakOptions options, Replicas replicas, Stream stream, Channel channel, Expected expected, Findings findings) {
        this.channel = channel;
        int parts = CONNECTIONS + (stream == null ? 0 : 1);
        for (int i = 0; i < CONNECTIONS; i++) {
            Home home = new Home(replicas.all(), i);
            Sender.Way http = done -> new HttpConnection(home.daemon().httpPort(), done, findings);
            Sender.Way tcp = done -> new TcpConnection(home.daemon().tcpPort(), done, findings);
            add(i, i == 0 ? http : tcp, options, parts, expected);
        }
        if (stream != null) {
            add(Script.OF_STREAM, done -> new StreamConnection(stream, done), options, parts, expected);
        }
    }

    private void add(int number, Sender.Way way, SoakOptions options, int parts, Expected expected) {
        int eventsToAnAlert = Math.max(1, options.rate() / ALERTS_A_SECOND);
        Script script = new Script(number, eventsToAnAlert, expected, options.seed() + number);
        scripts.add(script);
        senders.add(new Sender(script, way, options.rate() / parts));
    }

    List<Script> scripts() {
        return scripts;
    }

    List<Sender> senders() {
        return senders;
    }

    /** Makes up nothing new from now on. */
    void fallSilent() {
        senders.forEach(Sender::fallSilent);
        if (channel != null) {
            channel.fallSilent();
        }
    }

    /** Goes on after {@link #fallSilent}. */
    void goOn() {
        senders.forEach(Sender::goOn);
        if (channel != null) {
            channel.goOn();
        }
    }

    /** How many events nobody has acknowledged. */
    long waiting() {
        return senders.stream().mapToLong(Sender::waiting).sum();
    }

    /** Waits for all that has been written so far; false if it is not acknowledged in time. */
    boolean awaitAcknowledged(long millis) throws InterruptedException {
        for (Sender sender : senders) {
            if (!sender.awaitAcknowledged(sender.written(), millis)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        senders.forEach(Sender::close);
        if (channel != null) {
            channel.close();
        }
    }
}
