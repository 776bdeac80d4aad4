package io.spendbell.traffic;

import io.spendbell.event.CallCourse;
import io.spendbell.event.CallCourse.Status;
import io.spendbell.event.CallEvent;
import io.spendbell.event.CallFailure;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** LLM calls for tests. */
final class Calls {
    static final Instant NOW = Instant.parse("2026-09-01T12:00:30Z");

    private Calls() {}

    static EntityFields at(@Nullable String deployment, @Nullable String model, @Nullable String apiBase) {
        return at(deployment, model, apiBase, null, null);
    }

    static EntityFields at(
            @Nullable String deployment,
            @Nullable String model,
            @Nullable String apiBase,
            @Nullable String provider,
            @Nullable String region) {
        return new EntityFields(
                "88dc",
                "billing-bot",
                null,
                null,
                "team-pay",
                "Payments",
                null,
                null,
                null,
                List.of(),
                null,
                model,
                null,
                provider,
                apiBase,
                deployment,
                region);
    }

    static CallEvent answered(@Nullable Duration latency, EntityFields fields, Map<String, String> metadata) {
        return call(Status.SUCCESS, NOW, fields, latency, null, metadata);
    }

    static CallEvent failed(@Nullable Integer status, @Nullable String errorClass, EntityFields fields, Instant time) {
        return failed(CallFailure.of(status, errorClass, "it broke"), fields, time);
    }

    static CallEvent failed(CallFailure failure, EntityFields fields, @Nullable Instant time) {
        return call(Status.FAILURE, time, fields, Duration.ofHours(1), failure, Map.of());
    }

    private static CallEvent call(
            Status status,
            @Nullable Instant time,
            EntityFields fields,
            @Nullable Duration latency,
            @Nullable CallFailure failure,
            Map<String, String> metadata) {
        return new CallEvent(
                "r\n" + status.wireName(),
                time,
                fields,
                Usd.ZERO,
                true,
                List.of(),
                new CallCourse("r", status, latency, null, failure, metadata));
    }
}
