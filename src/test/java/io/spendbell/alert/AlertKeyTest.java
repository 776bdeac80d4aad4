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
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AlertKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    private static AlertKey key(String id, String source, Rule rule, AlertWindow window) {
        return new AlertKey(
                AlertType.BUDGET_ALERTS, new Entity(EntityKind.TEAM, id), source, rule, Usd.ofDollars(85), window);
    }

    static Stream<Arguments> lifetimes() {
        AlertWindow open = new AlertWindow.Until(DECEMBER);
        AlertWindow own = new AlertWindow.Span(NOVEMBER, DECEMBER);
        AlertWindow past = new AlertWindow.Until(NOVEMBER);
        AlertWindow pastOwn = new AlertWindow.Span(NOVEMBER.minus(WEEK), NOVEMBER);
        AlertWindow endsNow = new AlertWindow.Until(NOW);
        return Stream.of(
                Arguments.of(open, HOUR, DECEMBER.plus(DAY)),
                Arguments.of(open, DAY, DECEMBER.plus(DAY)),
                Arguments.of(open, WEEK, DECEMBER.plus(WEEK)),
                Arguments.of(own, HOUR, DECEMBER.plus(DAY)),
                Arguments.of(own, WEEK, DECEMBER.plus(WEEK)),
                Arguments.of(past, HOUR, NOW.plus(DAY)),
                Arguments.of(past, WEEK, NOW.plus(WEEK)),
                Arguments.of(pastOwn, HOUR, NOW.plus(DAY)),
                Arguments.of(endsNow, HOUR, NOW.plus(DAY)),
                Arguments.of(AlertWindow.ROLLING, HOUR, NOW.plus(HOUR)),
                Arguments.of(AlertWindow.ROLLING, WEEK, NOW.plus(WEEK)),
                Arguments.of(AlertWindow.FOREVER, HOUR, AlertKey.NEVER),
                Arguments.of(AlertWindow.FOREVER, WEEK, AlertKey.NEVER));
    }

    @ParameterizedTest
    @MethodSource("lifetimes")
    void a_claim_outlives_its_window_by_a_day_or_by_the_time_after_which_rules_re_arm(
            AlertWindow window, Duration rearmAfter, Instant until) {
        // When
        Instant claimedUntil = key("t", "s", Rule.SOFT, window).claimedUntil(NOW, rearmAfter);

        // Then
        assertThat(claimedUntil).isEqualTo(until);
    }

    @Test
    void of_claims_only_those_of_notices_without_a_window_are_of_what_lasts() {
        Rule outage = new Rule.Notice("outage_minor:a|b");
        String likeOne = "x|1:s|notice:down|0|rolling";

        assertThat(List.of(key("t", "s", outage, AlertWindow.ROLLING), key("3:|x", "", outage, AlertWindow.FOREVER)))
                .allMatch(key -> AlertKey.lasts(key.canonical()));
        assertThat(List.of(
                        key("t", "s", outage, new AlertWindow.Until(DECEMBER)),
                        key("t", "s", outage, new AlertWindow.Span(NOVEMBER, DECEMBER)),
                        key("t", "s", Rule.SOFT, AlertWindow.ROLLING),
                        key("t", "s", new Rule.Notice("deprecated:2026-12-15"), AlertWindow.FOREVER),
                        key("t", "s", new Rule.Notice("cooldown"), AlertWindow.ROLLING),
                        key(likeOne, likeOne, Rule.SOFT, AlertWindow.FOREVER)))
                .noneMatch(key -> AlertKey.lasts(key.canonical()));
    }

    @Test
    void a_claim_of_the_last_window_that_can_be_stated_has_an_end() {
        // Given
        AlertKey key = key("t", "s", Rule.SOFT, new AlertWindow.Until(AlertKey.NEVER));

        // Then
        assertThat(key.claimedUntil(NOW, Duration.ofSeconds(315_360_000))).isAfter(AlertKey.NEVER);
    }

    @Test
    void each_part_of_a_key_tells_it_from_others() {
        // Given
        Entity team = new Entity(EntityKind.TEAM, "a");
        Rule rule = new Rule.Threshold(Share.WHOLE);
        AlertWindow window = new AlertWindow.Until(DECEMBER);
        AlertKey key = new AlertKey(AlertType.BUDGET_ALERTS, team, "gateway", rule, new Usd(5), window);

        // When
        List<AlertKey> others = List.of(
                new AlertKey(AlertType.SPEND_REPORTS, team, "gateway", rule, new Usd(5), window),
                new AlertKey(
                        AlertType.BUDGET_ALERTS, new Entity(EntityKind.USER, "a"), "gateway", rule, new Usd(5), window),
                new AlertKey(
                        AlertType.BUDGET_ALERTS, new Entity(EntityKind.TEAM, "b"), "gateway", rule, new Usd(5), window),
                new AlertKey(AlertType.BUDGET_ALERTS, team, "pay", rule, new Usd(5), window),
                new AlertKey(AlertType.BUDGET_ALERTS, team, "gateway", Rule.SOFT, new Usd(5), window),
                new AlertKey(AlertType.BUDGET_ALERTS, team, "gateway", rule, new Usd(6), window),
                key.in(new AlertWindow.Until(NOVEMBER)),
                key.in(AlertWindow.ROLLING));

        // Then
        assertThat(others).doesNotContain(key).doesNotHaveDuplicates();
        assertThat(others.stream().map(AlertKey::canonical)).doesNotContain(key.canonical());
        assertThat(key.in(window).canonical()).isEqualTo(key.canonical());
    }

    @Test
    void different_keys_are_written_differently_whatever_their_ids_sources_and_notices_hold() {
        // Given
        Random random = new Random(20_261_124);
        List<AlertWindow> windows = List.of(
                AlertWindow.ROLLING,
                AlertWindow.FOREVER,
                new AlertWindow.Until(Instant.ofEpochSecond(1)),
                new AlertWindow.Span(Instant.EPOCH, Instant.ofEpochSecond(1)));
        Map<String, AlertKey> seen = new HashMap<>();

        for (int i = 0; i < 200_000; i++) {
            // When
            Rule rule = random.nextBoolean() ? Rule.SOFT : new Rule.Notice(odd(random));
            AlertKey key = new AlertKey(
                    AlertType.BUDGET_ALERTS,
                    new Entity(random.nextBoolean() ? EntityKind.KEY : EntityKind.TEAM, "x" + odd(random)),
                    odd(random),
                    rule,
                    new Usd(random.nextLong(3)),
                    windows.get(random.nextInt(windows.size())));
            AlertKey same = seen.put(key.canonical(), key);

            // Then
            assertThat(same == null ? key : same).isEqualTo(key);
        }
        assertThat(seen.size()).isGreaterThan(100_000);
    }

    /** A short text of what a key is written with: separators, lengths, names of rules, amounts and windows. */
    private static String odd(Random random) {
        List<String> pieces =
                List.of("|", ":", "1", "0", "soft", "notice:", "|1|", "rolling", "forever", "..1", "x", "2:");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    @Test
    void an_id_cannot_write_itself_into_the_parts_behind_it() {
        // Given
        AlertKey key = key("a", "x", new Rule.Notice("down|1:y|soft"), AlertWindow.ROLLING);
        AlertKey byItsId = key("a|1:x|notice:down", "y", Rule.SOFT, AlertWindow.ROLLING);
        AlertKey bySource = key("a", "x|notice:down|1:y", Rule.SOFT, AlertWindow.ROLLING);

        // Then
        assertThat(List.of(key.canonical(), byItsId.canonical(), bySource.canonical()))
                .doesNotHaveDuplicates();
    }

    static Stream<AlertKey> differentKeys() {
        AlertKey key = key("t", "s", Rule.SOFT, AlertWindow.ROLLING);
        Rule half = new Rule.Threshold(Share.of("0.5"));
        return Stream.of(
                key,
                key("u", "s", Rule.SOFT, AlertWindow.ROLLING),
                key("t", "r", Rule.SOFT, AlertWindow.ROLLING),
                key("t", "s", Rule.PROJECTION, AlertWindow.ROLLING),
                key("t", "s", half, AlertWindow.ROLLING),
                key("t", "s", new Rule.Threshold(Share.WHOLE), AlertWindow.ROLLING),
                key("t", "s", new Rule.Notice("down"), AlertWindow.ROLLING),
                key("t", "s", Rule.SOFT, AlertWindow.FOREVER),
                key("t", "s", Rule.SOFT, new AlertWindow.Until(DECEMBER)),
                key("t", "s", Rule.SOFT, new AlertWindow.Until(NOVEMBER)),
                key("t", "s", Rule.SOFT, new AlertWindow.Span(NOVEMBER, DECEMBER)),
                new AlertKey(
                        AlertType.SPEND_REPORTS, key.entity(), key.source(), key.rule(), key.amount(), key.window()),
                new AlertKey(
                        key.type(),
                        new Entity(EntityKind.USER, "t"),
                        key.source(),
                        key.rule(),
                        key.amount(),
                        key.window()),
                new AlertKey(key.type(), key.entity(), key.source(), key.rule(), Usd.ofDollars(86), key.window()));
    }

    @Test
    void keys_are_equal_where_each_of_their_parts_is() {
        List<AlertKey> keys = differentKeys().toList();
        List<AlertKey> again = differentKeys().toList();

        for (int i = 0; i < keys.size(); i++) {
            AlertKey key = keys.get(i);
            assertThat(again.stream().filter(key::equals)).containsExactly(again.get(i));
            assertThat(again.get(i)).hasSameHashCodeAs(key);
        }
    }
}
