package io.spendbell.soak;

import java.util.random.RandomGenerator;

/**
 * Something that goes wrong and is put right again.
 *
 * @param name what the user calls it
 * @param restarts whether the daemon is another process afterwards
 * @param losesAnswers whether an answer to a post may be lost by it, so that the post is repeated
 * @param action has it happen and puts it right again
 */
record Fault(String name, boolean restarts, boolean losesAnswers, Action action) {
    interface Action {
        void happen(RandomGenerator random) throws Exception;
    }

    /** One that no post suffers from. */
    static Fault harmless(String name, Action action) {
        return new Fault(name, false, false, action);
    }

    /** One by which an answer to a post may be lost. */
    static Fault losing(String name, Action action) {
        return new Fault(name, false, true, action);
    }

    /** One after which the daemon is another process. */
    static Fault restarting(String name, boolean losesAnswers, Action action) {
        return new Fault(name, true, losesAnswers, action);
    }
}
