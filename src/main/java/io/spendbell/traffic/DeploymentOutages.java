package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Notice;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterTotal;
import io.spendbell.counter.Counts;
import io.spendbell.event.CallEvent;
import io.spendbell.event.Event;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;

/** Outages of deployments, and where calls name none, of a model at an address or of a provider. */
public final class DeploymentOutages implements Outages {
    private static final String NAME = "outages";
    private static final int MOST_PLACES = 2_000;

    private final Limits limits;
    private final ZoneId zone;
    private final ErrorWindows windows;

    /** Outages by limits, their times told in a zone. */
    public DeploymentOutages(Limits limits, ZoneId zone) {
        this.limits = limits;
        this.zone = zone;
        this.windows = new ErrorWindows(NAME, limits.burst(), MOST_PLACES, (total, now) -> judge(total));
    }

    /** Errors by their class, in one total: timeouts in its upper half, the others in its lower. */
    private record Tally(long timeouts, long others) {
        private static final int HALF = 31;

        static Tally of(Usd total) {
            return new Tally(total.nanos() >> HALF, total.nanos() & ((1L << HALF) - 1));
        }

        Usd asTotal() {
            return new Usd((timeouts << HALF) + others);
        }
    }

    @Override
    public Collection<Counter> counters() {
        return windows.counters();
    }

    @Override
    public void count(Event event, Counts counts) {
        Integer status = Outages.errorOf(event);
        if (status != null && event instanceof CallEvent call) {
            Place place = Place.of(call.fields());
            if (place.isKnown()) {
                Tally one = status == TIMEOUT ? new Tally(1, 0) : new Tally(0, 1);
                windows.count(place.name(), one.asTotal(), call.fields(), counts);
            }
        }
    }

    private List<Notice> judge(CounterTotal total) {
        Tally tally = Tally.of(total.total());
        Place place = Place.ofName(total.entityId());
        String words = " - " + Words.calls(tally.timeouts() + tally.others()) + " failed since "
                + Words.time(total.window().start(), zone) + "." + Words.request(total.fields())
                + " Timeout Errors (408): " + tally.timeouts() + ", API Errors (500 and above): " + tally.others()
                + ".";
        return notices(place).of(tally.timeouts() + tally.others(), total, words);
    }

    private OutageNotices notices(Place place) {
        return new OutageNotices(type(), place.entity(), place.name(), limits);
    }

    @Override
    public AlertType type() {
        return AlertType.OUTAGE_ALERTS;
    }

    @Override
    public String source() {
        return windows.source();
    }

    @Override
    public Instant overAt(Instant windowStart) {
        return windows.endOf(windowStart).plus(QUIET);
    }

    @Override
    public List<AlertKey> keys(String account) {
        return notices(Place.ofName(account)).keys();
    }
}
