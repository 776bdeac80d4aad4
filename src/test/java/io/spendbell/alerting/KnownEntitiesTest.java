package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownEntitiesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Instant END = NOW.plus(Duration.ofDays(1));

    private final KnownEntities known = new KnownEntities();

    @Test
    void what_an_event_says_first_is_news_and_said_again_is_none() {
        assertThat(known.learn(key("hash", "alias", END), NOW)).isTrue();
        assertThat(known.learn(key("hash", "alias", END), NOW)).isFalse();
        assertThat(known.learn(key("other", "another", END), NOW)).isTrue();
    }

    @Test
    void another_end_of_the_window_is_news_and_none_said_takes_nothing_back() {
        known.learn(key("hash", "alias", END), NOW);

        assertThat(known.learn(key("hash", "alias", null), NOW)).isFalse();
        assertThat(known.learn(key("hash", null, END), NOW)).isFalse();
        assertThat(known.learn(key("hash", "alias", END.plusSeconds(1)), NOW)).isTrue();
    }

    @Test
    void an_end_that_is_over_is_no_news() {
        assertThat(known.learn(key("hash", null, NOW), NOW)).isFalse();
        assertThat(known.learn(key("hash", null, NOW.plusMillis(1)), NOW)).isTrue();
    }

    @Test
    void a_key_named_by_its_alias_alone_is_the_one_that_was_told_last_by_both() {
        assertThat(known.resolve(key(null, "alias", null)).entity().id()).isEqualTo("alias");

        known.learn(key("hash", "alias", END), NOW);
        assertThat(known.resolve(key(null, "alias", null)).entity().id()).isEqualTo("hash");

        known.learn(key("renewed", "alias", END), NOW);
        assertThat(known.resolve(key(null, "alias", null)).entity().id()).isEqualTo("renewed");
        assertThat(known.resolve(key("hash", "alias", null)).entity().id()).isEqualTo("hash");
    }

    @Test
    void what_was_forgotten_is_news_again() {
        known.learn(key("hash", "alias", END), NOW);

        known.forget();

        assertThat(known.resolve(key(null, "alias", null)).entity().id()).isEqualTo("alias");
        assertThat(known.learn(key("hash", "alias", END), NOW)).isTrue();
    }

    @Test
    void however_many_tell_no_more_are_remembered_than_a_hundred_thousand() {
        known.learn(key("first", "its alias", END), NOW);
        for (int i = 0; i < 100_000; i++) {
            known.learn(key("hash" + i, "alias" + i, END), NOW);
        }

        assertThat(known.learn(key("first", "its alias", END), NOW)).isTrue();
        assertThat(known.learn(key("hash99999", "alias99999", END), NOW)).isFalse();
    }

    private static BudgetEvent key(@Nullable String token, @Nullable String alias, @Nullable Instant resetAt) {
        String id = token == null ? alias : token;
        return new BudgetEvent(
                null,
                null,
                "token_budget",
                new Entity(EntityKind.KEY, id == null ? "" : id),
                named(token, alias),
                Usd.ZERO,
                null,
                null,
                resetAt,
                null,
                null);
    }

    private static EntityFields named(@Nullable String token, @Nullable String alias) {
        return EntityFields.ofCaller(token, alias, null, null, null, null, null, null, null);
    }
}
