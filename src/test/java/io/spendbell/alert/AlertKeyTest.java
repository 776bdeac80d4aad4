package io.spendbell.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private static AlertKey key(String id, String source, Rule rule, AlertWindow window) {
        return new AlertKey(
                AlertType.BUDGET_ALERTS, new Entity(EntityKind.TEAM, id), source, rule, Usd.ofDollars(85), window);
    }

    private static Instant claimedUntil(AlertWindow window, Duration rearmAfter) {
        return key("t", "s", Rule.SOFT, window).claimedUntil(NOW, rearmAfter);
    }

    @Test
    void a_claim_outlives_its_window_by_a_day_or_longer() {
        assertThat(claimedUntil(new AlertWindow.Until(DECEMBER), HOUR)).isEqualTo(DECEMBER.plus(Duration.ofDays(1)));
        assertThat(claimedUntil(new AlertWindow.Until(DECEMBER), Duration.ofDays(3)))
                .isEqualTo(DECEMBER.plus(Duration.ofDays(3)));
        assertThat(claimedUntil(new AlertWindow.Span(NOW.minusSeconds(1), DECEMBER), HOUR))
                .isEqualTo(DECEMBER.plus(Duration.ofDays(1)));
    }

    @Test
    void a_claim_in_a_window_that_is_past_lives_a_day_from_now() {
        assertThat(claimedUntil(new AlertWindow.Until(NOW.minusSeconds(99)), HOUR))
                .isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void without_a_window_it_ends_when_the_rule_re_arms_and_for_ever_never() {
        assertThat(claimedUntil(AlertWindow.ROLLING, HOUR)).isEqualTo(NOW.plus(HOUR));
        assertThat(claimedUntil(AlertWindow.FOREVER, HOUR)).isEqualTo(AlertKey.NEVER);
    }

    @Test
    void different_keys_are_written_differently_whatever_their_ids_hold() {
        List<String> odd =
                List.of("a", "a|b", "b|gateway", "1:a", "a|1:a", "|", "||", "3:a|b", "team", "soft", "rolling");
        List<Rule> rules = List.of(
                Rule.SOFT,
                Rule.PROJECTION,
                new Rule.Threshold(Share.of("0.85")),
                new Rule.Threshold(Share.WHOLE),
                new Rule.Notice("soft"),
                new Rule.Notice("a|b"));
        List<AlertWindow> windows = List.of(
                AlertWindow.ROLLING,
                AlertWindow.FOREVER,
                new AlertWindow.Until(DECEMBER),
                new AlertWindow.Span(NOW, DECEMBER));
        Map<String, AlertKey> seen = new HashMap<>();
        for (String id : odd) {
            for (String source : odd) {
                for (Rule rule : rules) {
                    for (AlertWindow window : windows) {
                        AlertKey key = key(id, source, rule, window);
                        assertThat(seen.put(key.canonical(), key))
                                .as(key.canonical())
                                .isNull();
                    }
                }
            }
        }
    }

    @Test
    void a_rule_is_known_by_its_name() {
        for (Rule rule :
                List.of(Rule.SOFT, Rule.PROJECTION, new Rule.Threshold(Share.of("1.25")), new Rule.Notice("down"))) {
            assertThat(Rule.ofName(rule.name())).isEqualTo(rule);
        }
    }
}
