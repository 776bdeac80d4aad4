package io.spendbell.redis;

import io.spendbell.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/*
 * A read that waits for entries holds up everything behind it on its connection, so reads have one of their own. A read waits
 * half as long as a command may take: a server that hangs is told from a stream in which nothing happens.
 */
/**
 * One stream, as one consumer of a group reads it. It comes back by itself; the group is made where it is missing, from the
 * stream's beginning, and so is the stream. What is asked while it is away fails at once. Made on the context on which its
 * listener is told, and confined to that.
 */
public final class RedisStream {
    /** How many bytes of events an answer holds at most; of an event that is longer only its length is told. */
    public static final int LONGEST_EVENT = 1 << 20;

    private static final String CARRY = "carry";
    private static final RedisScript NEW = RedisScript.of(RedisStream.class, CARRY, "new");
    private static final RedisScript ALONE = RedisScript.of(RedisStream.class, CARRY, "alone");
    private static final RedisScript CLAIM = RedisScript.of(RedisStream.class, "claim");
    private static final RedisScript LIVES = RedisScript.of(RedisStream.class, "lives");
    private static final RedisScript PENDING = RedisScript.of(RedisStream.class, CARRY, "pending");
    private static final RedisScript PARK = RedisScript.of(RedisStream.class, "park");
    private static final RedisScript TEND = RedisScript.of(RedisStream.class, "tend");
    private static final RedisScript LEAVE = RedisScript.of(RedisStream.class, "leave");
    private static final String DEAD_LETTERS = ":dead";
    private static final String MOST_BYTES = Integer.toString(LONGEST_EVENT);

    private final String stream;
    private final String group;
    private final String consumer;
    private final RedisLinkOptions options;
    private final Listener listener;
    private final RedisLink reads;
    private final RedisLink commands;

    /** Is told how the connection stands. */
    public interface Listener {
        /** The stream can be read from now on. */
        void up();

        /** The stream cannot be read any more, or could not be read from the beginning. */
        void down(String why);
    }

    public RedisStream(
            Vertx vertx,
            RedisConfig config,
            RedisLinkOptions options,
            String stream,
            String group,
            String consumer,
            Listener listener) {
        this.stream = stream;
        this.group = group;
        this.consumer = consumer;
        this.options = options;
        this.listener = listener;
        this.reads = new RedisLink(vertx, config, "reading the stream " + stream, options, new Reading());
        this.commands = new RedisLink(vertx, config, "the stream " + stream, options);
    }

    /** The stream to which entries that are no events are moved. */
    public static String deadLettersOf(String stream) {
        return stream + DEAD_LETTERS;
    }

    /** Connects, as soon as there is a Redis. */
    public void open() {
        commands.openSoonerOrLater();
        reads.openSoonerOrLater();
    }

    /**
     * Lets go of the connections. A consumer that has nothing pending is forgotten by the group; of what it has, this life does not
     * count, since it ends in good order.
     */
    public Future<Void> close() {
        return countLife(-1)
                .compose(counted -> LEAVE.run(commands::send, List.of(stream), texts(group, consumer)))
                .transform(left -> Future.join(reads.close(), commands.close()))
                .mapEmpty();
    }

    private final class Reading implements RedisLink.Use {
        @Override
        public Future<?> prepare(RedisConnection connection) {
            return connection
                    .send(command(Command.XGROUP, "CREATE", stream, group, "0", "MKSTREAM"))
                    .recover(failure -> String.valueOf(failure.getMessage()).startsWith("BUSYGROUP")
                            ? Future.succeededFuture()
                            : Future.failedFuture(failure));
        }

        @Override
        public void up() {
            listener.up();
        }

        @Override
        public void lost(String why) {
            listener.down(why);
        }
    }

    /**
     * Entries that nobody was handed yet; waits a while for one where there is none. Those for which there was no room in the answer are
     * pending then, and {@link StreamEntry#isLeft left} to be read as such.
     */
    public Future<List<StreamEntry>> readNew(int most) {
        return entries(NEW, texts(group, consumer, Integer.toString(most), MOST_BYTES))
                .compose(read -> read.isEmpty() ? awaitNew() : Future.succeededFuture(read));
    }

    /** What waits is handed out whole, whatever its length: so it is one entry. */
    private Future<List<StreamEntry>> awaitNew() {
        String wait = Long.toString(Math.max(1, options.commandTimeout().toMillis() / 2));
        return read(command(
                Command.XREADGROUP, "GROUP", group, consumer, "COUNT", "1", "BLOCK", wait, "STREAMS", stream, ">"));
    }

    /**
     * Entries that this consumer was handed and that are not acknowledged, behind an id, as many as an answer holds; none where that
     * was the last.
     *
     * @param handedOut of what was handed out so often only the ids and counts are read
     */
    public Future<List<StreamEntry>> readPending(String after, int most, int handedOut) {
        return entries(
                PENDING,
                texts(group, consumer, after, Integer.toString(most), Integer.toString(handedOut), MOST_BYTES));
    }

    /**
     * One entry that this consumer was handed and that is not acknowledged; none where another one has it by now.
     *
     * @param begins whether this life begins to handle it, which is counted
     */
    public Future<List<StreamEntry>> readAlone(String id, boolean begins) {
        return entries(ALONE, texts(group, consumer, id, begins ? "1" : "0", MOST_BYTES));
    }

    private Future<List<StreamEntry>> entries(RedisScript script, List<byte[]> arguments) {
        return script.run(commands::send, List.of(stream), arguments)
                .map(StreamEntry::counted)
                .onFailure(this::giveUpWhatIsGone);
    }

    private Future<List<StreamEntry>> read(Request request) {
        return reads.send(request)
                .map(answer -> StreamEntry.all(stream, answer))
                .onFailure(this::giveUpWhatIsGone);
    }

    private void giveUpWhatIsGone(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("NOGROUP") || message.startsWith("UNBLOCKED")) {
            reads.giveUp("the stream or its group is gone");
        }
    }

    /** Counts that a process begins to handle what one that was the same consumer has left; what is handled alone is counted then. */
    public Future<Void> beginLife() {
        return countLife(1);
    }

    private Future<Void> countLife(int by) {
        return LIVES.run(commands::send, List.of(stream), texts(group, consumer, Integer.toString(by)))
                .mapEmpty();
    }

    /**
     * What a consumer has claimed.
     *
     * @param entries how many it was handed
     * @param old the ids of those that it was handed so long ago before
     */
    public record Claimed(int entries, List<String> old) {}

    /**
     * Takes over entries that other consumers were handed so long ago and have not acknowledged. They are read as pending ones.
     *
     * @param most how many entries at most, of each kind
     */
    public Future<Claimed> claim(Duration idle, int most) {
        return claim(idle, most, most);
    }

    /** Takes nothing, but has the group hear of this consumer. */
    public Future<Void> beHeardOf() {
        return claim(Duration.ofDays(1), 0, 1).mapEmpty();
    }

    private Future<Claimed> claim(Duration idle, int most, int mostOwn) {
        return CLAIM.run(
                        commands::send,
                        List.of(stream),
                        texts(
                                group,
                                consumer,
                                Long.toString(idle.toMillis()),
                                Integer.toString(most),
                                Integer.toString(mostOwn)))
                .map(answer -> new Claimed(
                        answer.get(0).toInteger(),
                        answer.stream().skip(1).map(Response::toString).toList()));
    }

    /** Acknowledges entries; one that was acknowledged before does no harm. */
    public Future<Void> acknowledge(Collection<String> ids) {
        Request request = command(Command.XACK, stream, group);
        ids.forEach(request::arg);
        return commands.send(request).mapEmpty();
    }

    /**
     * Moves entries to the dead letters and acknowledges them, in one step; those that are acknowledged already it leaves alone.
     *
     * @param reasons why, by the entries' ids
     * @param kept how many dead letters are kept, at least
     * @param longest how many bytes of an entry are kept
     * @return how many it moved
     */
    public Future<Integer> park(Map<String, String> reasons, int kept, int longest) {
        List<byte[]> arguments = texts(group, Integer.toString(kept), Integer.toString(longest));
        reasons.forEach((id, reason) -> arguments.addAll(texts(id, reason)));
        return PARK.run(commands::send, List.of(stream, deadLettersOf(stream)), arguments)
                .map(Response::toInteger);
    }

    /** How the group stands. */
    public Future<StreamState> state() {
        return tend(false, 0, 0);
    }

    /**
     * Forgets consumers that have nothing pending and were not heard of for long, and takes off the stream what every group has
     * acknowledged.
     *
     * @param mostTrimmed how many entries are taken off, at most about so many
     */
    public Future<StreamState> tend(Duration forgotten, int mostTrimmed) {
        return tend(true, forgotten.toMillis(), mostTrimmed);
    }

    private Future<StreamState> tend(boolean tidies, long forgottenMillis, int mostTrimmed) {
        return TEND.run(
                        commands::send,
                        List.of(stream),
                        texts(group, tidies ? "1" : "0", Long.toString(forgottenMillis), Integer.toString(mostTrimmed)))
                .map(answer -> new StreamState(
                        answer.get(0).toLong(),
                        Duration.ofMillis(answer.get(1).toLong()),
                        answer.get(2).toLong()));
    }

    private static Request command(Command command, String... arguments) {
        Request request = Request.cmd(command);
        Arrays.asList(arguments).forEach(request::arg);
        return request;
    }

    private static List<byte[]> texts(String... texts) {
        List<byte[]> bytes = new ArrayList<>(texts.length);
        for (String text : texts) {
            bytes.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes;
    }
}
