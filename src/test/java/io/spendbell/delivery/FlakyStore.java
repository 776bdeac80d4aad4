package io.spendbell.delivery;

import io.spendbell.store.Outbox;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A store whose calls can be told to fail or to take long: nothing of a call that fails happens. */
final class FlakyStore {
    private final Map<String, AtomicInteger> toFail = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> called = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<Future<Object>>> delays = new ConcurrentHashMap<>();
    private final Map<String, Supplier<Future<Void>>> holds = new ConcurrentHashMap<>();
    private final Map<String, Duration> behind = new ConcurrentHashMap<>();
    private final Map<String, Runnable> first = new ConcurrentHashMap<>();
    private final Store whole;

    FlakyStore(Store store) {
        Outbox outbox = (Outbox) flaky(Outbox.class, store.outbox(), null);
        this.whole = (Store) flaky(Store.class, store, outbox);
    }

    Store store() {
        return whole;
    }

    /** Has the next call of a method fail, of the store or of its outbox. */
    void failNext(String method) {
        toFail.computeIfAbsent(method, name -> new AtomicInteger()).incrementAndGet();
    }

    /** Has something happen before each call of a method. */
    void before(String method, Runnable action) {
        first.put(method, action);
    }

    /** Has a method go by a clock that shows so much less than the caller's. */
    void setBack(String method, Duration by) {
        behind.put(method, by);
    }

    /** Has every answer of a method take so long. */
    void delay(String method, Vertx vertx, Duration by) {
        delays.put(method, answer -> vertx.timer(by.toMillis()).compose(ignored -> answer));
    }

    /** Has nothing come of any call of a method before something is so. */
    void hold(String method, Vertx vertx, BooleanSupplier until) {
        holds.put(method, () -> {
            Promise<Void> held = Promise.promise();
            vertx.setPeriodic(3, timer -> {
                if (until.getAsBoolean()) {
                    vertx.cancelTimer(timer);
                    held.complete();
                }
            });
            return held.future();
        });
    }

    int pendingFailures() {
        return toFail.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    int calls(String method) {
        AtomicInteger count = called.get(method);
        return count == null ? 0 : count.get();
    }

    private Object flaky(Class<?> port, Object target, Outbox outbox) {
        return Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, args) -> {
            called.computeIfAbsent(method.getName(), name -> new AtomicInteger())
                    .incrementAndGet();
            first.getOrDefault(method.getName(), () -> {}).run();
            AtomicInteger failures = toFail.get(method.getName());
            if (failures != null && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return Future.failedFuture("store: away (expected: there)");
            }
            if (method.getName().equals("outbox")) {
                return outbox;
            }
            Supplier<Future<Void>> hold = holds.get(method.getName());
            if (hold != null) {
                return hold.get().compose(ignored -> invoked(target, method, args));
            }
            Object answer = invoke(target, method, seenFrom(behind.get(method.getName()), args));
            UnaryOperator<Future<Object>> delay = delays.get(method.getName());
            return delay == null ? answer : delay.apply(((Future<?>) answer).map(value -> (Object) value));
        });
    }

    private static Object[] seenFrom(Duration behind, Object[] args) {
        return behind == null
                ? args
                : Arrays.stream(args)
                        .map(arg -> arg instanceof Instant time ? time.minus(behind) : arg)
                        .toArray();
    }

    private static Future<?> invoked(Object target, Method method, Object[] args) {
        try {
            return (Future<?>) invoke(target, method, args);
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }

    private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
