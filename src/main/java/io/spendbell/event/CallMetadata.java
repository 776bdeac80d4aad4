package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What LiteLLM logs of a call's key, user and team, and of their budgets as of before the call. */
final class CallMetadata {
    /** What the caller said of the call. */
    static final String REQUESTER = "requester_metadata";

    /** What of that the caller wants to see in alerts. */
    static final String SHOWN = "alerting_metadata";

    private static final int LONGEST_TEXT = 1024;

    @Nullable
    String token;

    @Nullable
    String keyAlias;

    @Nullable
    String userId;

    @Nullable
    String userEmail;

    @Nullable
    String teamId;

    @Nullable
    String teamAlias;

    @Nullable
    String organizationId;

    @Nullable
    String projectId;

    @Nullable
    String endUser;

    /** What the caller had shown in alerts, secrets left out. */
    Map<String, String> shownInAlerts = Map.of();

    private @Nullable Usd keySpend;
    private @Nullable Usd keyBudget;
    private @Nullable Instant keyReset;
    private @Nullable Usd userSpend;
    private @Nullable Usd userBudget;
    private @Nullable Usd teamSpend;
    private @Nullable Usd teamBudget;

    /** Reads the value that the parser stands at; what is no object tells nothing. */
    static CallMetadata read(JsonParser parser, JsonToken value) throws IOException {
        CallMetadata metadata = new CallMetadata();
        if (value != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return metadata;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            metadata.member(parser, name, parser.nextToken());
            parser.skipChildren();
        }
        return metadata;
    }

    private void member(JsonParser parser, String name, JsonToken value) throws IOException {
        switch (name) {
            case "user_api_key_hash" -> token = Lenient.text(parser, value, LONGEST_TEXT);
            case "user_api_key_alias" -> keyAlias = Lenient.text(parser, value, LONGEST_TEXT);
            case "user_api_key_user_id" -> userId = Lenient.text(parser, value, LONGEST_TEXT);
            case "user_api_key_user_email" -> userEmail = Lenient.text(parser, value, LONGEST_TEXT);
            case "user_api_key_team_id" -> teamId = Lenient.text(parser, value, LONGEST_TEXT);
            case "user_api_key_team_alias" -> teamAlias = Lenient.text(parser, value, LONGEST_TEXT);
            case "user_api_key_org_id" -> organizationId = Lenient.text(parser, value, LONGEST_TEXT);
            case "user_api_key_project_id" -> projectId = Lenient.text(parser, value, LONGEST_TEXT);
            case "user_api_key_end_user_id" -> endUser = Lenient.text(parser, value, LONGEST_TEXT);
            case REQUESTER -> shownInAlerts = shownInAlerts(parser, value);
            case "user_api_key_spend" -> keySpend = Lenient.money(parser, value);
            case "user_api_key_max_budget" -> keyBudget = Lenient.money(parser, value);
            case "user_api_key_budget_reset_at" -> keyReset = Lenient.resetTime(parser, value);
            case "user_api_key_user_spend" -> userSpend = Lenient.money(parser, value);
            case "user_api_key_user_max_budget" -> userBudget = Lenient.money(parser, value);
            case "user_api_key_team_spend" -> teamSpend = Lenient.money(parser, value);
            case "user_api_key_team_max_budget" -> teamBudget = Lenient.money(parser, value);
            default -> {}
        }
    }

    /** What the caller wants to see in alerts, secrets left out, of the {@value #REQUESTER} that the parser stands at. */
    static Map<String, String> shownInAlerts(JsonParser parser, JsonToken value) throws IOException {
        Map<String, String> found = Map.of();
        if (value != JsonToken.START_OBJECT) {
            return found;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isShown = parser.currentName().equals(SHOWN);
            JsonToken inner = parser.nextToken();
            if (isShown) {
                found = shown(parser, inner);
            }
            parser.skipChildren();
        }
        return found;
    }

    private static Map<String, String> shown(JsonParser parser, JsonToken value) throws IOException {
        try {
            return value == JsonToken.START_OBJECT ? ArgumentsReader.read(parser, value, "metadata") : Map.of();
        } catch (InvalidEventException e) {
            return Map.of();
        }
    }

    /** The budgets that are stated, each with its entity, its spend and its limit; the call's cost is added to each spend. */
    List<BudgetEvent> budgets(BudgetSubjects subjects, @Nullable Instant time, Usd cost) throws InvalidEventException {
        List<BudgetEvent> budgets = new ArrayList<>(3);
        if ((token != null || keyAlias != null) && keySpend != null && keyBudget != null) {
            budgets.add(budget(
                    subjects,
                    time,
                    "token_budget",
                    EntityKind.KEY,
                    whose(true, true),
                    keySpend.plus(cost),
                    keyBudget,
                    keyReset));
        }
        if (userId != null && userSpend != null && userBudget != null) {
            budgets.add(budget(
                    subjects,
                    time,
                    "user_budget",
                    EntityKind.USER,
                    whose(false, true),
                    userSpend.plus(cost),
                    userBudget,
                    null));
        }
        if (teamId != null && teamSpend != null && teamBudget != null) {
            budgets.add(budget(
                    subjects,
                    time,
                    "team_budget",
                    EntityKind.TEAM,
                    whose(false, false),
                    teamSpend.plus(cost),
                    teamBudget,
                    null));
        }
        return budgets;
    }

    private static BudgetEvent budget(
            BudgetSubjects subjects,
            @Nullable Instant time,
            String type,
            EntityKind group,
            EntityFields fields,
            Usd spend,
            Usd budget,
            @Nullable Instant reset)
            throws InvalidEventException {
        return new BudgetEvent(
                null,
                time,
                type,
                subjects.subject(type, group, fields),
                fields,
                spend,
                budget,
                null,
                reset,
                null,
                null);
    }

    private EntityFields whose(boolean key, boolean user) {
        return EntityFields.ofCaller(
                key ? token : null,
                key ? keyAlias : null,
                user ? userId : null,
                user ? userEmail : null,
                teamId,
                teamAlias,
                organizationId,
                key ? projectId : null,
                null);
    }
}
