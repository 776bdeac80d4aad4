package io.spendbell.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.config.Route;
import io.spendbell.delivery.Routes.Attributes;
import io.spendbell.delivery.text.Alerts;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoutesTest {
    private static final List<String> DEFAULT = List.of("default");
    private static final Map<String, String> VALUES = Map.of(
            "alert_type", "budget_alerts",
            "level", "High",
            "event", "budget_crossed",
            "source", "gateway",
            "event_group", "team");

    /** Every key that a configuration may name, with the value that {@link #full} has for it. */
    static List<String> keys() {
        return Route.MATCH_KEYS.stream().sorted().toList();
    }

    private static String valueOf(String key) {
        return VALUES.getOrDefault(key, "the " + key);
    }

    private static Attributes full() {
        Map<String, String> fields = new HashMap<>();
        EntityFields.NAMES.forEach(name -> fields.put(name, valueOf(name)));
        return new Attributes(
                AlertType.BUDGET_ALERTS,
                Level.HIGH,
                "budget_crossed",
                "gateway",
                new Entity(EntityKind.TEAM, "pay"),
                Alerts.fields(fields));
    }

    private static Attributes bare(AlertType type) {
        return new Attributes(type, Level.LOW, null, null, null, EntityFields.NONE);
    }

    private static Routes.Route route(String key, String pattern, String... to) {
        return new Routes.Route(Map.of(key, List.of(Glob.of(pattern))), List.of(to), false);
    }

    private static Routes.Route goingOn(Routes.Route route) {
        return new Routes.Route(route.match(), route.to(), true);
    }

    private static List<String> routed(Attributes alert, Routes.Route... routes) {
        return new Routes(Arrays.asList(routes), DEFAULT, Map.of()).of(alert);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void each_key_matches_its_own_attribute(String key) {
        assertThat(routed(full(), route(key, valueOf(key), "a"))).containsExactly("a");
        assertThat(routed(full(), route(key, "something else", "a"))).isEqualTo(DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void an_absent_attribute_matches_nothing(String key) {
        if (key.equals("alert_type") || key.equals("level")) {
            assertThat(routed(bare(AlertType.SPEND_REPORTS), route(key, "*", "a")))
                    .containsExactly("a");
        } else {
            assertThat(routed(bare(AlertType.SPEND_REPORTS), route(key, "*", "a")))
                    .isEqualTo(DEFAULT);
        }
    }

    @Test
    void patterns_are_globs_over_the_whole_value() {
        assertThat(routed(full(), route("team_id", "the t*", "a"))).containsExactly("a");
        assertThat(routed(full(), route("team_id", "the [st]eam_i?", "a"))).containsExactly("a");
        assertThat(routed(full(), route("team_id", "team*", "a"))).isEqualTo(DEFAULT);
    }

    @Test
    void one_of_several_patterns_suffices_but_every_key_must_match() {
        // Given
        List<Glob> either = List.of(Glob.of("Medium"), Glob.of("High"));
        Routes.Route both = new Routes.Route(
                Map.of("level", either, "team_id", List.of(Glob.of("the team_id"))), List.of("a"), false);
        Routes.Route oneOnly =
                new Routes.Route(Map.of("level", either, "team_id", List.of(Glob.of("another"))), List.of("a"), false);

        // When, Then
        assertThat(routed(full(), both)).containsExactly("a");
        assertThat(routed(full(), oneOnly)).isEqualTo(DEFAULT);
    }

    @Test
    void a_route_without_a_condition_takes_everything() {
        Routes.Route all = new Routes.Route(Map.of(), List.of("a"), false);

        assertThat(routed(bare(AlertType.SPEND_REPORTS), all)).containsExactly("a");
    }

    @Test
    void only_the_first_match_counts() {
        assertThat(routed(full(), route("level", "Low", "no"), route("level", "High", "a"), route("level", "*", "b")))
                .containsExactly("a");
    }

    @Test
    void a_route_that_continues_lets_later_ones_add_to_it_and_none_is_named_twice() {
        assertThat(routed(
                        full(),
                        goingOn(route("level", "High", "a", "b")),
                        goingOn(route("level", "Low", "no")),
                        route("team_id", "*", "b", "c"),
                        route("team_id", "*", "too late")))
                .containsExactly("a", "b", "c");
    }

    @Test
    void a_match_that_continues_to_nothing_does_not_fall_back_to_the_default() {
        assertThat(routed(full(), goingOn(route("level", "High", "a")), route("level", "Low", "no")))
                .containsExactly("a");
    }

    @Test
    void an_exception_replaces_the_default_of_its_type_alone() {
        // Given
        Routes routes = new Routes(
                List.of(),
                DEFAULT,
                Map.of(AlertType.SPEND_REPORTS, List.of("reports"), AlertType.DB_EXCEPTIONS, List.of()));

        // When, Then
        assertThat(routes.of(bare(AlertType.SPEND_REPORTS))).containsExactly("reports");
        assertThat(routes.of(bare(AlertType.DB_EXCEPTIONS))).isEmpty();
        assertThat(routes.of(bare(AlertType.BUDGET_ALERTS))).isEqualTo(DEFAULT);
    }

    @Test
    void a_route_goes_before_an_exception() {
        Routes routes = new Routes(
                List.of(route("alert_type", "spend_*", "a")),
                DEFAULT,
                Map.of(AlertType.SPEND_REPORTS, List.of("reports")));

        assertThat(routes.of(bare(AlertType.SPEND_REPORTS))).containsExactly("a");
    }
}
