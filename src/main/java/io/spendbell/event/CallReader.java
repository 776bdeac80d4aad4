package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spendbell.event.CallCourse.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what LiteLLM logs of a call, and passes over the rest of it: prompts and answers are neither read nor kept. What of it
 * tells whom the call concerns and how budgets stand is as if it were absent where it is not as it should be, for a caller may
 * fill in some of that and must not escape being counted. Not safe for use from several threads.
 */
final class CallReader {
    private static final int LONGEST_ID = 1024;
    private static final int LONGEST_TEXT = 1024;
    private static final String COST_RULE = "a number from 0 to 4000000000, or one in a string";
    private static final String END_RULE = "epoch seconds, from 0 to 5 minutes ahead of now";
    private static final String STATUS_RULE = "success or failure";

    private boolean hasCallType;
    private final WebhookHead webhook = new WebhookHead();
    private boolean hasStatus;
    private @Nullable String status;
    private @Nullable String id;
    private @Nullable String callId;
    private boolean cacheHit;
    private @Nullable Usd cost;
    private @Nullable Usd hiddenCost;
    private boolean costFailed;
    private @Nullable Instant start;
    private @Nullable Instant end;
    private @Nullable Duration responseTime;
    private @Nullable Long completionTokens;
    private @Nullable CallFailure failure;
    private @Nullable String endText;
    private @Nullable InvalidEventException costFault;
    private @Nullable InvalidEventException endFault;
    private @Nullable String model;
    private @Nullable String modelGroup;
    private @Nullable String provider;
    private @Nullable String apiBase;
    private @Nullable String deployment;
    private @Nullable String endUser;
    private List<String> tags = List.of();
    private CallMetadata metadata = new CallMetadata();

    /** Reads an object, whatever it turns out to be. */
    void read(JsonParser parser) throws IOException {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            member(parser, name, parser.nextToken());
        }
    }

    /** Whether it is a call, if it has no {@code event}. */
    boolean isCall() {
        return hasCallType && hasStatus;
    }

    /** What it says as a WebhookEvent, if it is not a call. */
    WebhookHead webhook() {
        return webhook;
    }

    private void member(JsonParser parser, String name, JsonToken value) throws IOException {
        switch (name) {
            case "call_type" -> hasCallType = isPresent(parser, value);
            case "status" -> {
                hasStatus = value != JsonToken.VALUE_NULL;
                status = Lenient.text(parser, value, LONGEST_TEXT);
            }
            case "id" -> id = Lenient.text(parser, value, LONGEST_ID);
            case "litellm_call_id" -> callId = Lenient.text(parser, value, LONGEST_ID);
            case "cache_hit" -> {
                cacheHit = value == JsonToken.VALUE_TRUE;
                parser.skipChildren();
            }
            case "response_cost" -> cost(parser, value);
            case "response_cost_failure_debug_info" -> costFailed = isPresent(parser, value);
            case "hidden_params" -> hidden(parser, value);
            case "startTime" -> start = Lenient.moment(parser, value);
            case "endTime" -> end(parser, value);
            case "response_time" -> responseTime = Lenient.seconds(parser, value);
            case "completion_tokens" -> completionTokens = Lenient.count(parser, value);
            case "error_information" -> failure = CallFailureReader.read(parser, value);
            case "model" -> model = Lenient.text(parser, value, LONGEST_TEXT);
            case "model_group" -> modelGroup = Lenient.text(parser, value, LONGEST_TEXT);
            case "model_id" -> deployment = Lenient.text(parser, value, LONGEST_TEXT);
            case "custom_llm_provider" -> provider = Lenient.text(parser, value, LONGEST_TEXT);
            case "api_base" -> apiBase = Lenient.text(parser, value, LONGEST_TEXT);
            case "end_user" -> endUser = Lenient.text(parser, value, LONGEST_TEXT);
            case "request_tags" -> tags = Lenient.texts(parser, value, LONGEST_TEXT);
            case "metadata" -> metadata = CallMetadata.read(parser, value);
            default -> {
                if (!webhook.member(parser, name, value)) {
                    parser.skipChildren();
                }
            }
        }
    }

    private static boolean isPresent(JsonParser parser, JsonToken value) throws IOException {
        parser.skipChildren();
        return value != JsonToken.VALUE_NULL;
    }

    private void cost(JsonParser parser, JsonToken value) throws IOException {
        cost = Lenient.money(parser, value);
        costFault =
                cost != null || value == JsonToken.VALUE_NULL ? null : fault(parser, value, "response_cost", COST_RULE);
        parser.skipChildren();
    }

    private void end(JsonParser parser, JsonToken value) throws IOException {
        end = null;
        endText = null;
        if (Lenient.isNumber(value) || value == JsonToken.VALUE_STRING) {
            end = Lenient.epochSeconds(parser);
            endText = end == null ? null : parser.getText();
        }
        endFault = end != null || value == JsonToken.VALUE_NULL ? null : fault(parser, value, "endTime", END_RULE);
        parser.skipChildren();
    }

    private static InvalidEventException fault(JsonParser parser, JsonToken value, String name, String rule)
            throws IOException {
        String shown = value.isStructEnd() || value.isStructStart() ? "an object or a list" : parser.getText();
        return InvalidEventException.unexpected(name, shown, rule);
    }

    private void hidden(JsonParser parser, JsonToken value) throws IOException {
        hiddenCost = null;
        if (value != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isCost = parser.currentName().equals("response_cost");
            JsonToken inner = parser.nextToken();
            if (isCost) {
                hiddenCost = Lenient.money(parser, inner);
            }
            parser.skipChildren();
        }
    }

    /**
     * The call that was read.
     *
     * @param subjects tells whose budgets are stated
     */
    CallEvent finish(BudgetSubjects subjects, Instant now) throws InvalidEventException {
        boolean succeeded = "success".equals(status);
        if (!succeeded && !"failure".equals(status)) {
            throw InvalidEventException.unexpected("status", status == null ? "no such text" : status, STATUS_RULE);
        }
        if (costFault != null) {
            throw costFault;
        }
        if (endFault != null) {
            throw endFault;
        }
        if (end != null && EventTime.isTooFarAhead(end, now)) {
            throw InvalidEventException.unexpected("endTime", end.toString(), "at most 5 minutes ahead of now, " + now);
        }
        Usd stated = statedCost();
        Usd known = cacheHit || stated == null ? Usd.ZERO : stated;
        Status course = succeeded ? Status.SUCCESS : Status.FAILURE;
        return new CallEvent(
                repeatId(course, known),
                end,
                fields(),
                known,
                !succeeded || cacheHit || stated != null,
                metadata.budgets(subjects, end, known),
                new CallCourse(
                        id,
                        course,
                        latency(),
                        completionTokens,
                        succeeded ? null : failure != null ? failure : CallFailure.of(null, null, null),
                        metadata.shownInAlerts));
    }

    /** Where LiteLLM could not tell the cost it states zero, and why it could not; what it states beside that is the cost all the same. */
    private @Nullable Usd statedCost() {
        boolean isUnknown = cost == null || (costFailed && cost.equals(Usd.ZERO));
        return isUnknown ? hiddenCost : cost;
    }

    /** From beginning to end; of a streamed answer LiteLLM's own {@code response_time} is that to its first token. */
    private @Nullable Duration latency() {
        if (start == null || end == null) {
            return responseTime;
        }
        return start.isAfter(end) ? null : Duration.between(start, end);
    }

    /**
     * Of what LiteLLM reads again, such as a batch, each reading has the id of the same thing, and only once it is done the cost,
     * which then stands in every later one too. So what cost nothing uses up the turn of its own call alone.
     */
    private @Nullable String repeatId(Status course, Usd known) {
        if (id != null) {
            boolean isReading = course == Status.SUCCESS && known.equals(Usd.ZERO) && callId != null;
            return isReading ? course.repeatId(id) + '\n' + callId : course.repeatId(id);
        }
        return callId == null ? null : course.repeatId(callId) + '\n' + endText;
    }

    private EntityFields fields() {
        return new EntityFields(
                metadata.token,
                metadata.keyAlias,
                metadata.userId,
                metadata.userEmail,
                metadata.teamId,
                metadata.teamAlias,
                metadata.organizationId,
                metadata.projectId,
                endUser != null ? endUser : metadata.endUser,
                tags,
                null,
                model,
                modelGroup,
                provider,
                apiBase,
                deployment,
                null);
    }
}
