package io.spendbell.cli;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import sun.misc.Signal;

/**
 * What a process is told, in order: SIGTERM and SIGINT are to end it, SIGHUP has it reload. It listens from its making on, so
 * that whoever makes it first loses none. Safe for use from any thread.
 */
final class Signals {
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    /** What the process was told, from outside or by itself. */
    enum Told {
        STARTED,
        END,
        RELOAD
    }

    Signals() {
        listen("TERM", Told.END);
        listen("INT", Told.END);
        listen("HUP", Told.RELOAD);
    }

    private void listen(String name, Told meaning) {
        Signal.handle(new Signal(name), signal -> told.add(meaning));
    }

    void tell(Told what) {
        told.add(what);
    }

    void tellAgain(List<Told> what) {
        told.addAll(what);
    }

    /** Whether the process is to end, which {@link #next} has not said yet. */
    boolean areToEnd() {
        return told.contains(Told.END);
    }

    /** What it is told next; waits for it. */
    Told next() throws InterruptedException {
        return told.take();
    }
}
