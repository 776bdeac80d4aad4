package io.spendbell.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of events that have members of their own beside those that all events have, and which these are: the
 * {@link GatewayEvent}s, and {@link CallEvent} as a {@code request}.
 */
enum GatewayKind {
    KEY_CREATED,
    KEY_UPDATED,
    KEY_DELETED,
    TEAM_CREATED,
    TEAM_UPDATED,
    TEAM_DELETED,
    USER_CREATED,
    USER_UPDATED,
    USER_DELETED,
    MODEL_ADDED,
    MODEL_DEPRECATION,
    DEPLOYMENT_COOLDOWN,
    DB_EXCEPTION,
    SPEND_TRACKING_FAILED,
    FALLBACK,
    REQUEST;

    /** What an event of these kinds tells, by its names on the wire. */
    enum Member {
        ACTOR("actor"),
        ARGUMENTS("arguments"),
        BASE_MODEL("base_model"),
        INPUT_COST("input_cost_per_token"),
        OUTPUT_COST("output_cost_per_token"),
        DEPRECATION_DATE("deprecation_date"),
        COOLDOWN_UNTIL("cooldown_until"),
        STATUS_CODE("status_code"),
        OPERATION("operation"),
        ERROR("error"),
        FALLBACK_MODEL("fallback_model"),
        SUCCESS("success"),
        STATUS("status"),
        COST("cost"),
        LATENCY("latency"),
        COMPLETION_TOKENS("completion_tokens"),
        ERROR_CLASS("error_class"),
        METADATA("metadata");

        private final String wireName;

        Member(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    private static final Set<Member> MANAGEMENT = Set.of(Member.ACTOR, Member.ARGUMENTS);
    private static final Set<Member> MODEL = Set.of(Member.BASE_MODEL, Member.INPUT_COST, Member.OUTPUT_COST);
    private static final Set<Member> DEPRECATION = Set.of(Member.DEPRECATION_DATE);
    private static final Set<Member> COOLDOWN = Set.of(Member.COOLDOWN_UNTIL, Member.STATUS_CODE, Member.ERROR);
    private static final Set<Member> FAILURE = Set.of(Member.OPERATION, Member.ERROR);
    private static final Set<Member> FALLBACKS = Set.of(Member.FALLBACK_MODEL, Member.SUCCESS);
    private static final Set<Member> REQUESTS = Set.of(
            Member.STATUS,
            Member.COST,
            Member.LATENCY,
            Member.COMPLETION_TOKENS,
            Member.STATUS_CODE,
            Member.ERROR,
            Member.ERROR_CLASS,
            Member.METADATA);

    private static final Map<String, GatewayKind> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(kind -> kind.name().toLowerCase(Locale.ROOT), Function.identity()));

    /** The kind of that name on the wire, or null where it is none of these. */
    static @Nullable GatewayKind of(@Nullable String name) {
        return name == null ? null : BY_NAME.get(name);
    }

    /** The member of that name, or null where the kind has none. */
    @Nullable
    Member member(String wireName) {
        for (Member member : members()) {
            if (member.wireName.equals(wireName)) {
                return member;
            }
        }
        return null;
    }

    private Set<Member> members() {
        return switch (this) {
            case KEY_CREATED,
                    KEY_UPDATED,
                    KEY_DELETED,
                    TEAM_CREATED,
                    TEAM_UPDATED,
                    TEAM_DELETED,
                    USER_CREATED,
                    USER_UPDATED,
                    USER_DELETED -> MANAGEMENT;
            case MODEL_ADDED -> MODEL;
            case MODEL_DEPRECATION -> DEPRECATION;
            case DEPLOYMENT_COOLDOWN -> COOLDOWN;
            case DB_EXCEPTION, SPEND_TRACKING_FAILED -> FAILURE;
            case FALLBACK -> FALLBACKS;
            case REQUEST -> REQUESTS;
        };
    }
}
