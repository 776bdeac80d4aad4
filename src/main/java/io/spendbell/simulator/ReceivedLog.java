package io.spendbell.simulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** What a simulator received, and who waits for more of it. Safe for use from any thread. */
final class ReceivedLog {
    private final List<Received> received = new ArrayList<>();
    private final List<Consumer<Received>> listeners = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();

    private record Waiter(int n, boolean acceptedOnly, Promise<List<Received>> promise) {}

    void add(Received request) {
        List<Runnable> due = new ArrayList<>();
        synchronized (this) {
            received.add(request);
            if (request.accepted()) {
                listeners.forEach(listener -> due.add(() -> listener.accept(request)));
            }
            Iterator<Waiter> each = waiters.iterator();
            while (each.hasNext()) {
                Waiter waiter = each.next();
                List<Received> found = waiter.acceptedOnly() ? accepted() : all();
                if (found.size() >= waiter.n()) {
                    each.remove();
                    due.add(() -> waiter.promise().complete(found));
                }
            }
        }
        due.forEach(Runnable::run);
    }

    synchronized void onAccepted(Consumer<Received> listener) {
        listeners.add(listener);
    }

    synchronized List<Received> all() {
        return List.copyOf(received);
    }

    synchronized List<Received> accepted() {
        return received.stream().filter(Received::accepted).toList();
    }

    synchronized Future<List<Received>> await(int n, boolean acceptedOnly) {
        List<Received> found = acceptedOnly ? accepted() : all();
        if (found.size() >= n) {
            return Future.succeededFuture(found);
        }
        Promise<List<Received>> promise = Promise.promise();
        waiters.add(new Waiter(n, acceptedOnly, promise));
        return promise.future();
    }
}
