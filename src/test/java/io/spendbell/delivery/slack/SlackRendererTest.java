package io.spendbell.delivery.slack;

import static io.spendbell.delivery.text.Alerts.NOVEMBER;
import static io.spendbell.delivery.text.Alerts.NOW;
import static io.spendbell.delivery.text.Alerts.PAYMENTS;
import static io.spendbell.delivery.text.Alerts.PLAIN;
import static io.spendbell.delivery.text.Alerts.PRODUCTION;
import static io.spendbell.delivery.text.Alerts.TEAM;
import static io.spendbell.delivery.text.Alerts.budget;
import static io.spendbell.delivery.text.Alerts.delivery;
import static io.spendbell.delivery.text.Alerts.facts;
import static io.spendbell.delivery.text.Alerts.fields;
import static io.spendbell.delivery.text.Alerts.handedIn;
import static io.spendbell.delivery.text.Alerts.passed;
import static io.spendbell.delivery.text.Alerts.repeat;
import static io.spendbell.delivery.text.Alerts.team;
import static io.spendbell.delivery.text.Alerts.threshold;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.delivery.Message;
import io.spendbell.delivery.Presentation;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.simulator.SlackScreen;
import io.spendbell.store.Outbox.Delivery;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlackRendererTest {
    private final SlackRenderer renderer = new SlackRenderer(PRODUCTION);

    @Test
    void one_alert_has_a_message_with_a_heading_and_all_its_facts() {
        Alert alert = budget(
                "a1",
                TEAM,
                PAYMENTS,
                passed(facts("team:*:30d", threshold("1"), "1012.4", "1000", null, NOVEMBER), threshold("0.85")));
        Message message = only(renderer.pack(List.of(delivery(alert)), NOW));
        assertThat(message.body())
                .isEqualTo("{\"text\":\"🔴 High: Team Payments is over its budget\\n"
                        + "██████████ $1,012.40 of $1,000.00 · 101.2% used · over by $12.40\\n"
                        + "Team: Payments (team-pay)\\n"
                        + "Window: ends Tue 1 Dec 2026, 00:00 CET (in 7 days 2 h)\\n"
                        + "Passed on the way: 85%\\n"
                        + "Counted by: Spendbell, budget team:*:30d\\n"
                        + "production · budget_alerts · id a1\","
                        + "\"mrkdwn\":false,\"unfurl_links\":false,\"unfurl_media\":false,\"blocks\":["
                        + "{\"type\":\"header\",\"text\":{\"type\":\"plain_text\","
                        + "\"text\":\"🔴 High: Team Payments is over its budget\",\"emoji\":false}},"
                        + "{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":"
                        + "\"`██████████`  *$1,012.40 of $1,000.00 · 101.2% used · over by $12.40*\",\"verbatim\":true}},"
                        + "{\"type\":\"section\",\"fields\":["
                        + "{\"type\":\"mrkdwn\",\"text\":\"*Team:* Payments (team-pay)\",\"verbatim\":true},"
                        + "{\"type\":\"mrkdwn\",\"text\":\"*Window:* ends Tue 1 Dec 2026, 00:00 CET (in 7 days 2 h)\","
                        + "\"verbatim\":true},"
                        + "{\"type\":\"mrkdwn\",\"text\":\"*Passed on the way:* 85%\",\"verbatim\":true},"
                        + "{\"type\":\"plain_text\",\"text\":\"Counted by: Spendbell, budget team:*:30d\",\"emoji\":false}]},"
                        + "{\"type\":\"context\",\"elements\":["
                        + "{\"type\":\"plain_text\",\"text\":\"production · budget_alerts\",\"emoji\":false},"
                        + "{\"type\":\"mrkdwn\",\"text\":\"<https://bell.example.com|Open Spendbell>\",\"verbatim\":true},"
                        + "{\"type\":\"plain_text\",\"text\":\"id a1\",\"emoji\":false}]}]}");
        Rendered.checked(message);
    }

    @Test
    void several_alerts_share_a_message_as_compact_entries() {
        Message message = only(renderer.pack(
                List.of(
                        repeat(team("a1", "1012.4", threshold("1"))),
                        delivery(team("a2", "955", threshold("0.95"))),
                        delivery(handedIn("a3", AlertType.DB_EXCEPTIONS, Level.HIGH, "connection\nlost"))),
                NOW.plusSeconds(900)));
        Rendered.checked(message);
        assertThat(SlackScreen.of(message.body())).isEqualTo("""
                        ┃ 🔴 3 alerts: 2 High, 1 Medium · production
                        ┃ ═════════════════════════════════════════
                        ┃ 🔴 High  Team Payments is over its budget
                        ┃ `██████████`  $1,012.40 of $1,000.00 · 101.2% used · over by $12.40
                        ┃    Happened Mon 23 Nov 2026, 21:58 CET, 15 min ago.  ·  \
                        May be a repeat: an earlier posting was not confirmed.  ·  \
                        Team: Payments (team-pay) · Window: ends Tue 1 Dec 2026, 00:00 CET (in 7 days 1 h) · \
                        Counted by: Spendbell, budget pay  ·  id a1
                        ┃ 🟠 Medium  Team Payments has reached 95% of its budget
                        ┃ `█████████░`  $955.00 of $1,000.00 · 95.5% used · $45.00 (4.5%) left
                        ┃    Happened Mon 23 Nov 2026, 21:58 CET, 15 min ago.  ·  \
                        Team: Payments (team-pay) · Window: ends Tue 1 Dec 2026, 00:00 CET (in 7 days 1 h) · \
                        Counted by: Spendbell, budget pay  ·  id a2
                        ┃ 🔴 High  Database call failed
                        ┃ connection lost
                        ┃    Happened Mon 23 Nov 2026, 21:58 CET, 15 min ago.  ·  production · db_exceptions  ·  id a3
                        ┃    ⟦link https://bell.example.com|Open Spendbell⟧
                        """);
    }

    @Test
    void handed_in_alerts_that_say_the_same_share_an_entry_that_counts_them() {
        Delivery first = delivery(handedIn("a1", AlertType.LLM_EXCEPTIONS, Level.HIGH, "boom"));
        Delivery other = delivery(handedIn("a2", AlertType.LLM_EXCEPTIONS, Level.HIGH, "bang"));
        Delivery again = delivery(handedIn("a3", AlertType.LLM_EXCEPTIONS, Level.HIGH, "boom"));
        Delivery elsewhere =
                delivery(handedIn("a4", AlertType.LLM_EXCEPTIONS, Level.HIGH, "boom", fields(Map.of("model", "m"))));
        Delivery quieter = delivery(handedIn("a5", AlertType.LLM_EXCEPTIONS, Level.LOW, "boom"));

        Message message = only(renderer.pack(List.of(first, other, again, elsewhere, quieter), NOW));

        assertThat(message.deliveries()).containsExactly(first, again, other, elsewhere, quieter);
        String screen = SlackScreen.of(message.body());
        assertThat(screen).contains("LLM call failed (2 times)\n").contains("ids a1, a3\n");
        assertThat(screen.split("boom", -1)).hasSize(4);
        assertThat(Rendered.checked(message).text()).contains("ids a1, a3 (2 times)");
    }

    @Test
    void budget_alerts_never_share_an_entry() {
        Message message = only(renderer.pack(
                List.of(delivery(team("a1", "1000", threshold("1"))), delivery(team("a2", "1000", threshold("1")))),
                NOW));
        assertThat(SlackScreen.of(message.body())).contains("id a1\n").contains("id a2\n");
    }

    @Test
    void only_handed_in_alerts_that_all_say_the_same_make_a_single_message() {
        List<Delivery> same = IntStream.range(0, 300)
                .mapToObj(i -> delivery(handedIn("id-" + i, AlertType.DB_EXCEPTIONS, Level.HIGH, "lost")))
                .toList();
        Message message = only(renderer.pack(same, NOW));
        assertThat(message.deliveries()).isEqualTo(same);
        assertThat(Rendered.checked(message).blockTexts())
                .contains("🔴 High: Database call failed (300 times)")
                .contains("ids id-0, id-1, ")
                .containsPattern("and \\d+ more");
    }

    @Test
    void a_message_is_filled_before_the_next_begins() {
        List<Delivery> many = IntStream.range(0, 60)
                .mapToObj(i -> delivery(team("a" + i, "1000", threshold("1"))))
                .toList();
        List<Message> messages = renderer.pack(many, NOW);
        messages.forEach(Rendered::checked);
        int first = messages.get(0).deliveries().size();
        assertThat(messages).hasSize((60 + first - 1) / first);
        assertThat(first).isGreaterThanOrEqualTo(20);
        assertThat(messages.stream().flatMap(message -> message.deliveries().stream()))
                .containsExactlyElementsOf(many);
    }

    @Test
    void nothing_makes_no_message() {
        assertThat(renderer.pack(List.of(), NOW)).isEmpty();
    }

    @Test
    void too_many_are_folded_into_a_list_of_the_first_fifty() {
        List<Delivery> many = users(1_234, "u-");
        Message message = renderer.fold(many, NOW);
        assertThat(message.deliveries()).isEqualTo(many);
        Rendered rendered = Rendered.checked(message);
        String screen = SlackScreen.of(message.body());
        assertThat(screen)
                .startsWith("┃ 🔴 High: 1,234 alerts of type budget_alerts · production\n")
                .contains("┃ • User u-0 is over its budget: $51.00 of $50.00 (102% used)\n")
                .contains("┃ • User u-49 is")
                .doesNotContain("User u-50 ")
                .contains("… and 1,184 more. See them all: ⟦link https://bell.example.com/v1/alerts|")
                .contains("ids a0, a1, ");
        assertThat(rendered.text())
                .contains("User u-0 ")
                .contains("User u-49 ")
                .contains("… and 1,184 more. See them all: https://bell.example.com/v1/alerts");
    }

    @Test
    void a_fold_without_a_public_url_says_where_to_look_in_words() {
        Message message = new SlackRenderer(PLAIN).fold(users(51, "u-"), NOW.plusSeconds(120));
        assertThat(SlackScreen.of(message.body()))
                .contains("… and 1 more. Spendbell lists them all at its own address, under /v1/alerts.")
                .contains("First happened Mon 23 Nov 2026, 21:58 CET, 2 min ago.")
                .doesNotContain("⟦");
    }

    @Test
    void a_fold_of_endless_names_keeps_within_the_limits_and_still_names_fifty() {
        Presentation wordy = new Presentation("e".repeat(300), "https://" + "b".repeat(192), PRODUCTION.zone());
        List<Delivery> endless = users(100, "&<>".repeat(300));
        List<Delivery> late =
                endless.stream().map(delivery -> repeat(delivery.alert())).toList();
        Rendered rendered = Rendered.checked(new SlackRenderer(wordy).fold(late, NOW.plusSeconds(900)));
        assertThat(rendered.blockTexts().lines().filter(line -> line.startsWith("• User")))
                .hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!channel>",
                "<@U123>",
                "<https://evil.example|click>",
                "*bold* _it_ ~no~",
                "`` ` ``` code",
                "&amp; &lt;!here&gt;",
                "\u202Egnp.exe\u2066\n\r\t> quote",
                "@channel @here :tada:",
                "\uD83D lone \uDE00",
                "https://evil.example/x",
            })
    void a_hostile_name_is_only_ever_read(String hostile) {
        EntityFields fields = fields(Map.of(
                "team_id",
                hostile,
                "team_alias",
                hostile,
                "key_alias",
                hostile,
                "user_email",
                hostile,
                "model",
                hostile));
        Delivery budget = delivery(budget(
                "a1",
                new Entity(EntityKind.TEAM, hostile),
                fields,
                facts(hostile, threshold("1"), "2", "1", null, NOVEMBER)));
        Delivery said = delivery(handedIn("a2", AlertType.LLM_EXCEPTIONS, Level.HIGH, hostile, fields));
        List<Message> messages = List.of(
                only(renderer.pack(List.of(budget), NOW)),
                only(renderer.pack(List.of(said), NOW)),
                only(renderer.pack(List.of(budget, said), NOW)),
                renderer.fold(List.of(budget, said), NOW));
        for (Message message : messages) {
            Rendered rendered = Rendered.checked(message);
            for (String marked : rendered.marked()) {
                assertThat(marked.replaceAll("<https://bell[^<>]*>", "")).doesNotContain("<", ">");
                assertThat(marked.replaceAll("`[█░]{10}`", "")).doesNotContain("`");
                assertThat(marked.replaceAll("\\*[^*\n]+\\*", "")).doesNotContain("*", "~");
                assertThat(marked).doesNotContain("@channel", "@here").doesNotContainPattern("(?m)^(&gt;|>)");
            }
            assertThat(rendered.json().getBoolean("mrkdwn")).isFalse();
            assertThat(rendered.text()).doesNotContain("<", ">", "@channel", "@here");
            assertThat(rendered.blockTexts() + rendered.text())
                    .doesNotContainPattern("[\\p{Cntrl}&&[^\n]]|[\u202A-\u202E\u2066-\u2069\u200B-\u200F]");
            assertThat(SlackScreen.of(message.body()))
                    .doesNotContain("⟦mention")
                    .doesNotContain("⟦link https://evil");
        }
    }

    @Test
    void endless_text_in_every_field_keeps_within_the_limits() {
        for (String endless : List.of("x".repeat(5_000), "&".repeat(5_000), "😀".repeat(5_000), "<a ".repeat(5_000))) {
            EntityFields fields = fields(Map.of(
                    "team_id",
                    endless,
                    "team_alias",
                    endless,
                    "key_alias",
                    endless,
                    "user_id",
                    endless,
                    "user_email",
                    endless,
                    "model",
                    endless,
                    "provider",
                    endless,
                    "region",
                    endless,
                    "customer_id",
                    endless));
            Delivery budget = delivery(budget(
                    endless,
                    Entity.teamMember(endless, endless),
                    fields,
                    facts(endless, threshold("1"), "2", "1", "0.5", NOVEMBER)));
            Delivery said = delivery(handedIn(endless, AlertType.LLM_EXCEPTIONS, Level.HIGH, endless, fields));
            Rendered.checked(only(renderer.pack(List.of(budget), NOW)));
            Rendered.checked(only(renderer.pack(List.of(said), NOW)));
            renderer.pack(List.of(budget, said, budget, said, budget), NOW).forEach(Rendered::checked);
            Rendered.checked(renderer.fold(List.of(budget, said), NOW));
        }
    }

    @Test
    void a_text_without_a_visible_character_still_makes_a_message() {
        Message message =
                only(renderer.pack(List.of(delivery(handedIn("a", AlertType.DB_EXCEPTIONS, Level.LOW, "\n"))), NOW));
        assertThat(Rendered.checked(message).blockTexts()).contains("(no text)");
    }

    @Test
    void a_public_url_cannot_break_out_of_its_link() {
        var odd = new Presentation(null, "https://b/?a=1&b=<x>|y", PRODUCTION.zone());
        Message message = only(new SlackRenderer(odd).pack(List.of(delivery(team("a", "1", threshold("1")))), NOW));
        assertThat(SlackScreen.of(message.body())).contains("⟦link https://b/?a=1&b=%3Cx%3E%7Cy|Open Spendbell⟧");
    }

    private static List<Delivery> users(int n, String prefix) {
        String id = prefix.length() > 100 ? "i".repeat(77) : "a";
        return IntStream.range(0, n)
                .mapToObj(i -> delivery(budget(
                        id + i,
                        new Entity(EntityKind.USER, prefix + i),
                        EntityFields.NONE,
                        facts("user", threshold("1"), "51", "50", null, NOVEMBER))))
                .toList();
    }

    private static Message only(List<Message> messages) {
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }
}
