package io.spendbell.event;

import static io.spendbell.event.EventCorpus.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What LiteLLM itself sends, read as events. */
class LiteLlmFormsTest {
    private static final String HASH = "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b";

    private static CallEvent sample(String name) throws Exception {
        return (CallEvent) decode(Files.readAllBytes(Path.of("src/test/resources/events/valid", name + ".json")));
    }

    private static CallEvent call(String members) throws Exception {
        return (CallEvent) decode("{\"call_type\":\"acompletion\",\"id\":\"c\"," + members + "}");
    }

    @Test
    void a_call_costs_what_it_says_at_its_end_and_states_the_budgets_of_before_it() throws Exception {
        CallEvent call = sample("litellm-call");

        assertThat(call.id()).isEqualTo("chatcmpl-7f3a19c2\nsuccess");
        assertThat(call.time()).isEqualTo(Instant.parse("2026-08-29T10:40:04.871Z"));
        assertThat(call.cost()).isEqualTo(new Usd(42_100_000));
        assertThat(call.costKnown()).isTrue();
        assertThat(call.fields())
                .isEqualTo(new EntityFields(
                        HASH,
                        "billing-bot",
                        "u-17",
                        "sam@example.com",
                        "team-pay",
                        "Payments",
                        "org-1",
                        null,
                        "cust-9",
                        List.of("prod", "User-Agent: curl"),
                        null,
                        "gpt-5-mini",
                        "chat-default",
                        "openai",
                        "https://api.openai.com/v1",
                        "dep-01",
                        null));
        assertThat(call.budgets())
                .extracting(BudgetEvent::entity, BudgetEvent::spend, BudgetEvent::maxBudget, BudgetEvent::resetAt)
                .containsExactly(
                        tuple(
                                new Entity(EntityKind.KEY, HASH),
                                new Usd(85_012_100_000L),
                                Usd.ofDollars(100),
                                Instant.parse("2026-10-01T00:00:00Z")),
                        tuple(
                                new Entity(EntityKind.TEAM, "team-pay"),
                                new Usd(910_242_100_000L),
                                Usd.ofDollars(1000),
                                null));
    }

    @Test
    void a_stream_that_broke_midway_costs_what_came_of_it() throws Exception {
        CallEvent call = sample("litellm-call-stream-broken");

        assertThat(call.course().status()).isEqualTo(CallCourse.Status.FAILURE);
        assertThat(call.cost()).isEqualTo(new Usd(6_000_000));
    }

    @Test
    void a_failure_that_cost_nothing_costs_nothing_and_its_budgets_are_judged_as_stated() throws Exception {
        CallEvent call = sample("litellm-call-failed");

        assertThat(call.id()).isEqualTo("c9a1…-fail\nfailure");
        assertThat(call.cost()).isEqualTo(Usd.ZERO);
        assertThat(call.costKnown()).isTrue();
        assertThat(call.budgets()).extracting(BudgetEvent::spend).containsExactly(new Usd(100_020_000_000L));
    }

    @Test
    void what_is_not_as_it_should_be_is_as_if_it_were_absent() throws Exception {
        CallEvent call = sample("litellm-call-odd");

        assertThat(call.cost()).isEqualTo(new Usd(42_100_000));
        assertThat(call.time()).isEqualTo(Instant.parse("2026-08-29T10:40:04.871Z"));
        assertThat(call.fields().tags()).containsExactly("a");
        assertThat(call.fields().customerId()).isNull();
        assertThat(call.budgets()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"status\":\"success\",\"response_cost\":\"0.5\"'                                | 0.5 | true",
                "'\"status\":\"success\",\"response_cost\":0.5,\"cache_hit\":true'                 | 0   | true",
                "'\"status\":\"success\",\"response_cost\":null,\"cache_hit\":true'                | 0   | true",
                "'\"status\":\"success\",\"response_cost\":null'                                   | 0   | false",
                "'\"status\":\"success\",\"hidden_params\":{\"a\":[{}],\"response_cost\":0.25}'    | 0.25| true",
                "'\"status\":\"success\",\"response_cost\":1,\"hidden_params\":{\"response_cost\":2}' | 1 | true",
                "'\"status\":\"success\",\"response_cost\":0.0,\"response_cost_failure_debug_info\":{\"error_str\":\"no price\"}' | 0 | false",
                "'\"response_cost_failure_debug_info\":true,\"status\":\"success\",\"response_cost\":0' | 0   | false",
                "'\"status\":\"success\",\"response_cost\":0,\"response_cost_failure_debug_info\":null' | 0   | true",
                "'\"status\":\"success\",\"response_cost\":0,\"response_cost_failure_debug_info\":{},\"cache_hit\":true' | 0 | true",
                "'\"status\":\"success\",\"response_cost\":0,\"response_cost_failure_debug_info\":{},\"hidden_params\":{\"response_cost\":2}' | 2 | true",
                "'\"status\":\"success\",\"response_cost\":3,\"response_cost_failure_debug_info\":{}' | 3   | true",
                "'\"status\":\"failure\",\"response_cost\":0,\"response_cost_failure_debug_info\":{}' | 0   | true",
                "'\"status\":\"failure\",\"response_cost\":0.5'                                    | 0.5 | true",
                "'\"status\":\"failure\",\"response_cost\":null'                                   | 0   | true",
                "'\"status\":\"failure\",\"response_cost\":null,\"hidden_params\":{\"response_cost\":2}' | 2 | true",
                "'\"status\":\"failure\",\"response_cost\":0.5,\"cache_hit\":true'                 | 0   | true",
            })
    void the_cost_is_known_unless_a_success_that_was_paid_for_has_none(String members, String cost, boolean known)
            throws Exception {
        CallEvent call = call(members);

        assertThat(call.cost()).hasToString(cost);
        assertThat(call.costKnown()).isEqualTo(known);
    }

    private static String idOfReading(String callId, String cost) throws Exception {
        return decode("{\"id\":\"batch_1\",\"litellm_call_id\":\"" + callId
                        + "\",\"call_type\":\"aretrieve_batch\",\"status\":\"success\",\"response_cost\":" + cost + "}")
                .id();
    }

    @Test
    void a_batch_that_is_read_again_counts_its_cost_once_when_it_is_done() throws Exception {
        String created = idOfReading("c-1", "0.0");
        String unfinished = idOfReading("c-2", "0.0");
        String done = idOfReading("c-3", "0.000375");

        assertThat(List.of(created, unfinished, done)).doesNotHaveDuplicates();
        assertThat(idOfReading("c-2", "0.0")).isEqualTo(unfinished);
        assertThat(idOfReading("c-4", "0.000375")).isEqualTo(done).isEqualTo("batch_1\nsuccess");
    }

    @Test
    void without_an_id_a_repeat_is_known_by_the_call_its_status_and_its_end() throws Exception {
        String members = "\"call_type\":\"x\",\"status\":\"success\",\"response_cost\":1";

        assertThat(decode("{" + members + ",\"litellm_call_id\":\"l\",\"endTime\":17.5}")
                        .id())
                .isEqualTo("l\nsuccess\n17.5");
        assertThat(decode("{" + members + "}").id()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "key, token, token_budget",
        "user, user_id, user_budget",
        "team, team_id, team_budget",
        "organization, organization_id, organization_budget",
        "project, project_id, project_budget",
        "end_user, customer_id, customer_budget",
        "tag, tag, tag_budget",
        "model, model, model_budget",
        "provider, provider, provider_budget",
        "proxy, user_id, proxy_budget"
    })
    void a_webhook_event_is_a_budget_event_of_its_group(String group, String field, String type) throws Exception {
        Event event = decode("""
                {"event":"budget_crossed","event_message":"Budget Crossed","event_group":"%s","%s":"x","spend":12.5,
                "max_budget":10,"soft_budget":null,"id":"w","alert_emails":["a"],"budget_reset_at":"2026-10-01 00:00:00"}
                """.formatted(group, field));

        assertThat(event).isEqualTo(decode("""
                {"event":"budget","type":"%s","id":"w","user_info":{"event_group":"%s","%s":"x","spend":12.5,"max_budget":10,
                "budget_reset_at":"2026-10-01 00:00:00"}}
                """.formatted(type, group, field)));
    }

    @Test
    void what_the_gateway_expects_is_passed_on_and_what_tells_no_budget_is_quiet() throws Exception {
        Path samples = Path.of("src/test/resources/events/valid");

        assertThat(decode(Files.readAllBytes(samples.resolve("litellm-webhook-projected.json"))))
                .isInstanceOfSatisfying(
                        BudgetEvent.class, event -> assertThat(event.type()).isEqualTo("projected_limit_exceeded"));
        for (String name : List.of("key-created", "spend-tracked")) {
            assertThat(decode(Files.readAllBytes(samples.resolve("litellm-webhook-" + name + ".json"))))
                    .isEqualTo(new QuietEvent(null, null));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "projected_limit_exceeded, Key Budget: Projected Limit Exceeded, null",
        "budget_crossed, Key Budget: Projected Limit ExceededBudget Crossed, null",
        "threshold_crossed, Key Budget: 5% or less of budget remaining, 120.5",
        "budget_crossed, Key Budget: Projected Limit ExceededBudget Crossed, 120.5",
    })
    void a_projection_is_one_whatever_litellm_calls_it_near_its_soft_limit(
            String name, String message, String projected) throws Exception {
        BudgetEvent event = (BudgetEvent) decode("""
                {"event":"%s","event_message":"%s","projected_spend":%s,"event_group":"key","token":"k","spend":79,"max_budget":80}
                """.formatted(name, message, projected));

        assertThat(event.type()).isEqualTo("projected_limit_exceeded");
    }

    @Test
    void what_is_crossed_and_projects_nothing_is_no_projection() throws Exception {
        BudgetEvent event = (BudgetEvent) decode("""
                {"event":"budget_crossed","event_message":"Key Budget: Budget Crossed","projected_spend":null,
                "event_group":"key","token":"k","spend":81,"max_budget":80}
                """);

        assertThat(event.type()).isEqualTo("token_budget");
    }

    @ParameterizedTest
    @CsvSource({"project", "agent", "tag", "organization_member", "model_access_group"})
    void what_litellm_does_not_name_is_passed_on_in_its_words(String group) throws Exception {
        AlertEvent event = (AlertEvent) decode("""
                {"event":"budget_crossed","event_message":"Project Budget: Budget Crossed","event_group":"%s","token":"k",
                "key_alias":"bot","spend":81,"max_budget":80}
                """.formatted(group));

        assertThat(event.alertType()).isEqualTo("budget_alerts");
        assertThat(event.level()).isEqualTo("High");
        assertThat(event.message()).isEqualTo("Project Budget: Budget Crossed");
        assertThat(event.fields().keyAlias()).isEqualTo("bot");
    }

    private static AlertEvent projectByWebhook(String spend) throws Exception {
        return (AlertEvent) decode("""
                {"spend":%s,"max_budget":80.0,"soft_budget":null,"token":"k","customer_id":null,"user_id":"u","team_id":"t",
                "event":"budget_crossed","event_group":"project","event_message":"Project Budget: Budget Crossed","id":"random"}
                """.formatted(spend));
    }

    private static AlertEvent projectBySlack(String head, String spend) {
        return (AlertEvent) SlackText.read("""
                Alert type: `budget_alerts`
                Level: `High`
                %sMessage: Project Budget: Budget Crossed

                *spend:* `%s`
                *max_budget:* `80.0`
                *user_id:* `u`
                *team_id:* `t`
                *event_group:* `project`
                """.formatted(head, spend), EventCorpus.vocabulary());
    }

    @Test
    void what_litellm_does_not_name_has_one_id_by_whatever_feed_it_comes() throws Exception {
        AlertEvent event = projectByWebhook("81.5");

        assertThat(event.id()).startsWith("litellm:");
        assertThat(projectBySlack("Timestamp: `12:00:00`\n\n", "81.50").id()).isEqualTo(event.id());
        assertThat(projectByWebhook("81.6").id()).startsWith("litellm:").isNotEqualTo(event.id());
        assertThat(projectBySlack("Timestamp: `12:00:00`\n\n", "81.6").id())
                .isEqualTo(projectByWebhook("81.6").id());
    }

    @Test
    void a_digest_or_what_tells_no_spend_goes_by_no_content() throws Exception {
        assertThat(projectBySlack("Start: `2026-09-01`\nEnd: `2026-09-02`\nCount: `3`\n\n", "81.5")
                        .id())
                .isNull();
        assertThat(projectBySlack("", "much").id()).isNull();
        assertThat(projectByWebhook("null").id()).isEqualTo("random");
        assertThat(projectByWebhook("\"much\"").id()).isEqualTo("random");
    }

    @Test
    void what_a_customer_has_spent_counts_where_that_is_asked_for() throws Exception {
        byte[] bytes = """
                {"spend":0.25,"customer_id":"cust-9","token":"k","key_alias":"bot","user_id":"u","team_id":"t","event":"spend_tracked",
                "event_group":"end_user","event_message":"Customer spend tracked. Customer=cust-9, spend=0.25","max_budget":null}
                """.getBytes(StandardCharsets.UTF_8);
        EventDecoder counting = new EventDecoder(EventCorpus.vocabulary(), true);
        Instant now = Instant.parse("2026-09-01T12:00:00Z");

        SpendEvent event = (SpendEvent) counting.decode(bytes, 0, bytes.length, now);
        assertThat(event.cost()).isEqualTo(new Usd(250_000_000));
        assertThat(event.fields().customerId()).isEqualTo("cust-9");
        assertThat(event.fields().token()).isEqualTo("k");
        assertThat(event.fields().userId()).isEqualTo("u");
        assertThat(event.fields().teamId()).isEqualTo("t");
        assertThat(counting.wasLiteLlm()).isTrue();

        byte[] copy = LiteLlmCopy.ofSpend(bytes, 0, bytes.length, now, () -> "made");
        assertThat(decode(copy)).isEqualTo(new SpendEvent("made", now, event.fields(), event.cost()));
    }

    @Test
    void what_has_a_kind_of_ours_is_that_whatever_else_it_carries() throws Exception {
        assertThat(decode("{\"event\":\"spend\",\"cost\":1,\"call_type\":\"x\",\"status\":\"success\"}"))
                .isInstanceOf(SpendEvent.class);
    }
}
