package io.spendbell.traffic;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.CallCourse;
import io.spendbell.event.CallCourse.Status;
import io.spendbell.event.CallEvent;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls that were answered and took too long: an alert for each. Immutable; safe for use from any thread.
 *
 * @param threshold longer than this is too long
 */
record SlowCalls(Duration threshold) {
    private static final int LONGEST_VALUE = 200;
    private static final int MOST_SHOWN = 10;

    /** What is to be told of a call; null where that is nothing. */
    @Nullable
    TrafficFinding judge(CallEvent call) {
        CallCourse course = call.course();
        Duration latency = course.latency();
        if (course.status() != Status.SUCCESS || latency == null || latency.compareTo(threshold) <= 0) {
            return null;
        }
        String message = "Responses are slow - " + Words.seconds(latency) + "s response time > Alerting threshold: "
                + Words.seconds(threshold) + "s." + Words.request(call.fields()) + shown(course.metadata());
        return TrafficFinding.ofEach(
                AlertType.LLM_TOO_SLOW, Level.LOW, Place.of(call.fields()).entity(), call.fields(), message);
    }

    private static String shown(Map<String, String> metadata) {
        return metadata.isEmpty()
                ? ""
                : metadata.entrySet().stream()
                        .limit(MOST_SHOWN)
                        .map(entry -> Words.name(entry.getKey()) + ": " + Words.cut(entry.getValue(), LONGEST_VALUE))
                        .collect(Collectors.joining(", ", " Alerting Metadata: ", "."));
    }
}
