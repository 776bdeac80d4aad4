package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Notice;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterTotal;
import io.spendbell.counter.Counts;
import io.spendbell.event.CallEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Event;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;

/*
 * That more than one deployment has failed is seen in the total itself: each error adds one to its lower part, and its
 * deployment's mark to its upper part. As long as it was one deployment only, the upper part is so many times that one's mark.
 */
/** Outages of a provider's region: errors at more than one deployment there. */
public final class RegionOutages implements Outages {
    private static final String NAME = "region_outages";
    private static final int MOST_REGIONS = 1_000;
    private static final int COUNT_BITS = 24;
    private static final int MARKS = 1 << 15;

    private final Limits limits;
    private final ZoneId zone;
    private final ErrorWindows windows;

    /** Outages by limits, their times told in a zone. */
    public RegionOutages(Limits limits, ZoneId zone) {
        this.limits = limits;
        this.zone = zone;
        this.windows = new ErrorWindows(NAME, limits.burst(), MOST_REGIONS, (total, now) -> judge(total));
    }

    @Override
    public Collection<Counter> counters() {
        return windows.counters();
    }

    @Override
    public void count(Event event, Counts counts) {
        if (Outages.errorOf(event) != null && event instanceof CallEvent call) {
            EntityFields fields = call.fields();
            String region = fields.region();
            String deployment = fields.deploymentId();
            if (region != null && deployment != null) {
                String account = fields.provider() == null ? region : fields.provider() + "/" + region;
                windows.count(account, new Usd((mark(deployment) << COUNT_BITS) + 1), fields, counts);
            }
        }
    }

    /** Never 0; that two deployments share one is seldom enough. */
    private static long mark(String deployment) {
        int hash = deployment.hashCode();
        return ((hash ^ (hash >>> 15)) & (MARKS - 1)) + 1L;
    }

    private List<Notice> judge(CounterTotal total) {
        long errors = total.total().nanos() & ((1L << COUNT_BITS) - 1);
        long marks = total.total().nanos() >> COUNT_BITS;
        String latest = total.fields().deploymentId();
        if (latest == null || marks == errors * mark(latest)) {
            return List.of();
        }
        String region = total.entityId();
        String words = " - " + Words.calls(errors) + " to region " + Words.name(region)
                + " failed with status 408, 500 or above, at more than one deployment, since "
                + Words.time(total.window().start(), zone) + ".";
        return notices(region).of(errors, total, words);
    }

    private OutageNotices notices(String region) {
        return new OutageNotices(type(), new Entity(EntityKind.REGION, region), "region", limits);
    }

    @Override
    public AlertType type() {
        return AlertType.REGION_OUTAGE_ALERTS;
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
        return notices(account).keys();
    }
}
