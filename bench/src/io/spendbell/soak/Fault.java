package io.spendbell.soak;

import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Something that goes wrong and is put right again.
 *
 * @param name what the user calls it
 * @param harm what may come of it
 * @param action has it happen and puts it right again
 */
record Fault(String name, Set<Harm> harm, Action action) {
    enum Harm {
        /** A daemon is another process afterwards. */
        RESTARTS,
        /** An answer to a post may be lost, so that the post is repeated. */
        LOSES_ANSWERS,
        /** Replicas cannot ask Redis what others know. */
        TAKES_REDIS,
        /** For a while nobody may hear a channel. */
        DEAFENS
    }

    interface Action {
        void happen(RandomGenerator random) throws Exception;
    }

    /** One that no post suffers from. */
    static Fault harmless(String name, Action action) {
        return new Fault(name, Set.of(), action);
    }

    /** One by which an answer to a post may be lost. */
    static Fault losing(String name, Action action) {
        return new Fault(name, Set.of(Harm.LOSES_ANSWERS), action);
    }

    /** One after which a daemon is another process; what is under way is awaited for a while at best. */
    static Fault restarting(String name, Action action) {
        return new Fault(name, Set.of(Harm.RESTARTS, Harm.LOSES_ANSWERS, Harm.DEAFENS), action);
    }

    /** One by which a replica stands still, so that it loses answers and does not hear. */
    static Fault halting(String name, Action action) {
        return new Fault(name, Set.of(Harm.LOSES_ANSWERS, Harm.DEAFENS), action);
    }

    /** One by which Redis loses who hears a channel, and no post suffers. */
    static Fault deafening(String name, Action action) {
        return new Fault(name, Set.of(Harm.DEAFENS), action);
    }

    /** One by which Redis is away. */
    static Fault takingRedis(String name, Action action) {
        return new Fault(name, Set.of(Harm.TAKES_REDIS, Harm.DEAFENS), action);
    }

    boolean restarts() {
        return harm.contains(Harm.RESTARTS);
    }
}
