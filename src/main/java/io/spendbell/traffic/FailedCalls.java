package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterTotal;
import io.spendbell.counter.Counting;
import io.spendbell.counter.Counts;
import io.spendbell.counter.WindowCut;
import io.spendbell.event.CallEvent;
import io.spendbell.event.CallFailure;
import io.spendbell.event.CallFailure.Cause;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Event;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls that failed. The first one of a kind, which is a place and an error's name and status, is told in each hour with what
 * went wrong; the others are counted, and told at ten, a hundred, a thousand … of them: so a storm of failures is a handful of
 * alerts. What the gateway refused by a rule of its own is no failure; where it failed itself, its own name is the place, whatever
 * model was asked for. Safe for use from any thread.
 */
public final class FailedCalls implements Counting {
    private static final String NAME = "failed_calls";
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int KEPT = 2;
    private static final int MOST_KINDS = 5_000;
    private static final long STEP = 10;
    private static final int LONGEST_ERROR = 300;
    private static final String GATEWAY = "gateway";

    private final ZoneId zone;
    private final Counter failures =
            new Counter(NAME, WindowCut.every(WINDOW), KEPT, MOST_KINDS, (total, now) -> judge(total));

    /** Failures, their times told in a zone. */
    public FailedCalls(ZoneId zone) {
        this.zone = zone;
    }

    /** What is alike in failures that are told together. */
    private record Kind(String code, String errorClass, String place) {
        static Kind of(CallFailure failure, EntityFields fields) {
            return new Kind(
                    failure.statusCode() == null ? "" : failure.statusCode().toString(),
                    failure.errorClass() == null ? "" : Place.oneLine(failure.errorClass()),
                    failure.cause() == Cause.GATEWAY
                            ? GATEWAY
                            : Place.of(fields).name());
        }

        static Kind ofName(String name) {
            String[] parts = name.split("\n", 3);
            return new Kind(parts[0], parts[1], parts[2]);
        }

        String name() {
            return code + '\n' + errorClass + '\n' + place;
        }

        boolean isOfGateway() {
            return place.equals(GATEWAY);
        }

        /** The fields that an alert may show: without a model that has not failed. */
        EntityFields shown(EntityFields fields) {
            return isOfGateway() ? fields.ofCaller() : fields;
        }

        Entity entity(EntityFields fields) {
            return isOfGateway() ? Entity.PROXY : Place.of(fields).entity();
        }

        String words() {
            if (errorClass.isEmpty()) {
                return code.isEmpty() ? "an error without a name" : "status " + code;
            }
            return Words.name(errorClass) + (code.isEmpty() ? "" : " (" + code + ")");
        }
    }

    @Override
    public Collection<Counter> counters() {
        return List.of(failures);
    }

    @Override
    public void count(Event event, Counts counts) {
        if (event instanceof CallEvent call) {
            CallFailure failure = failureOf(call);
            if (failure != null) {
                Kind kind = Kind.of(failure, call.fields());
                counts.add(Count.one(failures, kind.name(), kind.shown(call.fields())));
            }
        }
    }

    private static @Nullable CallFailure failureOf(CallEvent call) {
        CallFailure failure = call.course().failure();
        return failure == null || failure.cause() == Cause.RULE ? null : failure;
    }

    /** That a call failed, once for its kind and hour; null where it did not, or too long ago. */
    @Nullable
    TrafficFinding first(CallEvent call, Instant now) {
        CallFailure failure = failureOf(call);
        if (failure == null) {
            return null;
        }
        Instant time = call.time() == null ? now : call.time();
        if (failures.windowStartOf(time, failures.windowsAt(now)) == null) {
            return null;
        }
        Kind kind = Kind.of(failure, call.fields());
        String error =
                failure.error() == null ? "" : ": " + Words.cut(failure.error().strip(), LONGEST_ERROR);
        String what = kind.words() + error;
        String message = "LLM API call failed: " + what + (what.endsWith(".") || what.endsWith("…") ? "" : ".")
                + (kind.isOfGateway() ? " It failed in the gateway, at no model." : Words.request(call.fields()))
                + " More failures like it are counted, and told at 10, 100, 1,000 … within the hour.";
        EntityFields fields = kind.shown(call.fields());
        return TrafficFinding.once(key(kind, fields, Usd.ZERO, failures.windowAt(time)), Level.HIGH, fields, message);
    }

    private List<Notice> judge(CounterTotal total) {
        long count = total.total().nanos();
        if (count < STEP) {
            return List.of();
        }
        long step = STEP;
        while (step <= count / STEP) {
            step *= STEP;
        }
        Kind kind = Kind.ofName(total.entityId());
        String message = "LLM API calls fail: " + Words.calls(count) + " failed with " + kind.words() + " since "
                + Words.time(total.window().start(), zone) + "."
                + (kind.isOfGateway() ? " They failed in the gateway, at no model." : Words.request(total.fields()));
        AlertKey key = key(kind, total.fields(), new Usd(step), total.window());
        return List.of(new Notice(key, Level.HIGH, total.fields(), message, total.occurredAt()));
    }

    private static AlertKey key(Kind kind, EntityFields fields, Usd step, AlertWindow window) {
        return new AlertKey(
                AlertType.LLM_EXCEPTIONS,
                kind.entity(fields),
                AlertKey.GATEWAY,
                new Rule.Notice("failed:" + kind.name().replace('\n', ' ')),
                step,
                window);
    }
}
