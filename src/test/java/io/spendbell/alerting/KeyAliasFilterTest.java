package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.store.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyAliasFilterTest {
    private static final List<String> BOTH = List.of("slack", "hook");
    private static final Entity KEY = new Entity(EntityKind.KEY, "hash");

    @ParameterizedTest
    @CsvSource({
        "github-*, github-api, true",
        "github-*, Github-api, false",
        "github-*, other-github-api, false",
        "prod-?, prod-1, true",
        "prod-?, prod-10, false",
        "prod-[ab], prod-b, true",
        "prod-[ab], prod-c, false",
        "exact, exact, true",
        "exact, exactly, false",
        "*, anything, true",
        "*, , false",
    })
    void patterns_match_whole_aliases_and_case_counts(String pattern, @Nullable String alias, boolean toSlack) {
        KeyAliasFilter filter = new KeyAliasFilter(List.of(Glob.of("nobody"), Glob.of(pattern)), Set.of("slack"));

        assertThat(filter.passed(budget(KEY, alias), BOTH)).isEqualTo(toSlack ? BOTH : List.of("hook"));
    }

    @Test
    void without_a_filter_all_pass_and_an_empty_one_lets_none_through() {
        KeyAliasFilter empty = new KeyAliasFilter(List.of(), Set.of("slack"));

        assertThat(new KeyAliasFilter(null, Set.of("slack")).passed(budget(KEY, "a"), BOTH))
                .isEqualTo(BOTH);
        assertThat(empty.passed(budget(KEY, "a"), BOTH)).containsExactly("hook");
    }

    @Test
    void only_keys_have_aliases_that_count_and_only_budget_alerts_are_kept_back() {
        KeyAliasFilter filter = new KeyAliasFilter(List.of(Glob.of("*")), Set.of("slack"));
        Entity team = new Entity(EntityKind.TEAM, "pay");
        Entity others = new Entity(EntityKind.KEY, Posting.OTHER);

        assertThat(filter.passed(budget(team, "alias"), BOTH)).containsExactly("hook");
        assertThat(filter.passed(budget(others, "alias"), BOTH)).containsExactly("hook");
        assertThat(filter.passed(budget(null, "alias"), BOTH)).containsExactly("hook");
        assertThat(filter.passed(
                        new Gate.Subject(AlertType.LLM_EXCEPTIONS, Level.LOW, null, null, null, EntityFields.NONE),
                        BOTH))
                .isEqualTo(BOTH);
    }

    @Test
    void where_slack_was_the_only_destination_the_gate_says_filtered() {
        KeyAliasFilter filter = new KeyAliasFilter(List.of(), Set.of("slack"));

        assertThat(gate(List.of("slack"), filter)
                        .decide(budget(KEY, "a"), Instant.EPOCH)
                        .suppressedBy())
                .isEqualTo(FindingOutcome.FILTERED);
        assertThat(gate(BOTH, filter).decide(budget(KEY, "a"), Instant.EPOCH))
                .extracting(Gate.Decision::suppressedBy, Gate.Decision::destinations)
                .containsExactly(null, List.of("hook"));
        assertThat(gate(List.of(), filter)
                        .decide(budget(KEY, "a"), Instant.EPOCH)
                        .suppressedBy())
                .isEqualTo(FindingOutcome.NO_DESTINATION);
    }

    private static Gate gate(List<String> to, KeyAliasFilter filter) {
        return new Gate(Set.of(AlertType.BUDGET_ALERTS), subject -> to, filter, Digests.NONE);
    }

    private static Gate.Subject budget(@Nullable Entity entity, @Nullable String alias) {
        EntityFields fields = EntityFields.ofCaller(null, alias, null, null, null, null, null, null, null);
        return new Gate.Subject(AlertType.BUDGET_ALERTS, Level.HIGH, "budget_crossed", "gateway", entity, fields);
    }
}
