package io.spendbell.traffic;

import io.spendbell.alert.AlertType;
import io.spendbell.counter.Counting;
import io.spendbell.event.CallEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told of LLM calls. Immutable; safe for use from any thread.
 *
 * @param slow those that were answered and took too long
 * @param hanging those that do not end
 * @param failed those that failed
 * @param outages where they fail so often that something is out of service
 */
public record CallAlerts(SlowCalls slow, HangingCalls hanging, FailedCalls failed, List<Outages> outages) {
    public CallAlerts {
        outages = List.copyOf(outages);
    }

    /**
     * By limits.
     *
     * @param threshold how long a call may take
     * @param remembered for how long the id of an event is remembered
     * @param zone in which times are told
     */
    public static CallAlerts by(
            Duration threshold, Duration remembered, Outages.Limits deployments, Outages.Limits regions, ZoneId zone) {
        return new CallAlerts(
                new SlowCalls(threshold),
                HangingCalls.after(threshold, remembered),
                new FailedCalls(zone),
                List.of(new DeploymentOutages(deployments, zone), new RegionOutages(regions, zone)));
    }

    /** By LiteLLM's own limits. */
    public static CallAlerts standard(ZoneId zone) {
        Outages.Limits limits = new Outages.Limits(5, 10, Duration.ofMinutes(1));
        return by(Duration.ofMinutes(5), Duration.ofMinutes(10), limits, limits, zone);
    }

    /** What is counted of them for the types that are on. */
    public List<Counting> countings(Predicate<AlertType> isOn) {
        List<Counting> countings = new ArrayList<>();
        outages.stream().filter(each -> isOn.test(each.type())).forEach(countings::add);
        if (isOn.test(AlertType.LLM_EXCEPTIONS)) {
            countings.add(failed);
        }
        return countings;
    }

    /** What is to be told of a call's end by itself; null where that is nothing. */
    public @Nullable TrafficFinding judge(CallEvent call, Instant now) {
        return call.course().failure() == null ? slow.judge(call) : failed.first(call, now);
    }
}
