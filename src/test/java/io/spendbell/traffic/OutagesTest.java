package io.spendbell.traffic;

import static io.spendbell.traffic.Calls.NOW;
import static io.spendbell.traffic.Calls.at;
import static io.spendbell.traffic.Calls.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.event.CallEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that are an outage, of a deployment and of a region. */
class OutagesTest {
    private static final Duration BURST = Duration.ofSeconds(60);
    private static final Outages.Limits LIMITS = new Outages.Limits(5, 10, BURST);
    private static final EntityFields ONE = at("dep-01", "gpt-5", "https://eu.example.com", "azure", "westeurope");
    private static final EntityFields TWO = at("dep-02", "gpt-5", null, "azure", "westeurope");

    private final DeploymentOutages outages = new DeploymentOutages(LIMITS, ZoneOffset.UTC);
    private final RegionOutages regions = new RegionOutages(LIMITS, ZoneOffset.UTC);
    private final CountedCalls ofDeployments = new CountedCalls(outages);
    private final CountedCalls ofRegions = new CountedCalls(regions);

    private static CallEvent error(int status, EntityFields fields, Instant time) {
        return failed(status, "E", fields, time);
    }

    private void errors(int count, int status, EntityFields fields, Instant time) {
        for (int i = 0; i < count; i++) {
            ofDeployments.count(error(status, fields, time));
            ofRegions.count(error(status, fields, time));
        }
    }

    @Test
    void a_gateway_that_fails_itself_is_no_outage_of_a_deployment() {
        for (int i = 0; i < 20; i++) {
            ofDeployments.count(failed(503, "HTTPException", ONE, NOW));
            ofRegions.count(failed(503, "HTTPException", i % 2 == 0 ? ONE : TWO, NOW));
        }

        assertThat(ofDeployments.told).isEmpty();
        assertThat(ofRegions.told).isEmpty();
    }

    @Test
    void seven_errors_are_one_minor_outage_told_by_their_classes() {
        errors(2, 408, ONE, NOW);
        errors(5, 503, ONE, NOW);

        assertThat(ofDeployments.told).hasSize(1);
        Notice notice = ofDeployments.told.get(0);
        assertThat(notice.key().type()).isEqualTo(AlertType.OUTAGE_ALERTS);
        assertThat(notice.key().entity()).isEqualTo(new Entity(EntityKind.DEPLOYMENT, "dep-01"));
        assertThat(notice.level()).isEqualTo(Level.MEDIUM);
        assertThat(notice.message())
                .startsWith("Minor Service Outage - 5 calls failed since Tue 1 Sep 2026, ")
                .endsWith(" UTC. Request Model: gpt-5, API Base: https://eu.example.com."
                        + " Timeout Errors (408): 2, API Errors (500 and above): 3.");
    }

    @Test
    void the_tenth_error_makes_it_a_major_one() {
        errors(30, 500, ONE, NOW);

        assertThat(ofDeployments.told).extracting(Notice::level).containsExactly(Level.MEDIUM, Level.HIGH);
        assertThat(ofDeployments.messages().get(1)).startsWith("Major Service Outage - 10 calls failed since ");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 422, 429, 499})
    void errors_of_the_caller_are_no_outage(int status) {
        errors(50, status, ONE, NOW);

        assertThat(ofDeployments.told).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "10", "29", "30", "44", "59", "60", "89"})
    void a_burst_within_the_time_is_never_cut_in_two(int offset) {
        Instant begin = NOW.plusSeconds(offset);
        for (int i = 0; i < 5; i++) {
            errors(1, 500, ONE, begin.plusSeconds(i * 15L));
        }

        assertThat(ofDeployments.told).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 45, 80})
    void errors_further_apart_than_one_and_a_half_times_the_time_are_no_outage(int offset) {
        for (int i = 0; i < 20; i++) {
            errors(1, 500, ONE, NOW.plusSeconds(offset + i * 23L));
        }

        assertThat(ofDeployments.told).isEmpty();
    }

    @Test
    void an_outage_that_goes_on_is_told_once_and_another_one_after_it_is_over() {
        for (int i = 0; i < 600; i++) {
            errors(1, 500, ONE, NOW.plusSeconds(i * 5L));
        }
        assertThat(ofDeployments.told).hasSize(2);

        ofDeployments.release(outages.keys(Place.of(ONE).name()));
        errors(5, 500, ONE, NOW.plusSeconds(100_000));

        assertThat(ofDeployments.told).hasSize(3);
    }

    @Test
    void an_outage_is_over_ten_minutes_after_the_last_window_with_an_error() {
        Instant start = outages.counters().iterator().next().windowAt(NOW).start();

        assertThat(outages.overAt(start)).isEqualTo(start.plusSeconds(90).plus(Duration.ofMinutes(10)));
    }

    @Test
    void deployments_have_outages_of_their_own_and_without_one_a_model_at_an_address_has() {
        errors(4, 500, ONE, NOW);
        errors(4, 500, TWO, NOW);
        errors(4, 500, at(null, "m", "https://a"), NOW);
        errors(4, 500, at(null, "m", "https://b"), NOW);
        assertThat(ofDeployments.told).isEmpty();

        errors(1, 500, at(null, "m", "https://b"), NOW);

        assertThat(ofDeployments.told)
                .extracting(notice -> notice.key().entity())
                .containsExactly(new Entity(EntityKind.MODEL, "m"));
    }

    @Test
    void an_error_of_nowhere_is_no_outage() {
        errors(50, 500, at(null, null, null), NOW);

        assertThat(ofDeployments.told).isEmpty();
        assertThat(ofRegions.told).isEmpty();
    }

    @Test
    void errors_of_one_deployment_are_no_outage_of_its_region() {
        errors(500, 500, ONE, NOW);

        assertThat(ofRegions.told).isEmpty();
    }

    @Test
    void errors_at_two_deployments_are_an_outage_of_the_region_under_its_own_type() {
        for (int i = 0; i < 3; i++) {
            errors(1, 500, ONE, NOW);
            errors(1, 408, TWO, NOW);
        }

        assertThat(ofRegions.told).hasSize(1);
        Notice notice = ofRegions.told.get(0);
        assertThat(notice.key().type()).isEqualTo(AlertType.REGION_OUTAGE_ALERTS);
        assertThat(notice.key().entity()).isEqualTo(new Entity(EntityKind.REGION, "azure/westeurope"));
        assertThat(notice.level()).isEqualTo(Level.MEDIUM);
        assertThat(notice.message())
                .startsWith("Minor Service Outage - 5 calls to region azure/westeurope failed with status 408, 500 or"
                        + " above, at more than one deployment, since Tue 1 Sep 2026, ");
    }

    @Test
    void the_second_deployment_brings_out_what_the_first_one_has_gathered() {
        errors(20, 500, ONE, NOW);
        errors(1, 500, TWO, NOW);

        assertThat(ofRegions.told).extracting(Notice::level).containsExactly(Level.HIGH);
        ofRegions.release(regions.keys("azure/westeurope"));
        errors(1, 500, TWO, NOW);
        assertThat(ofRegions.told).hasSize(2);
    }

    @Test
    void regions_of_the_same_name_are_told_apart_by_their_provider() {
        errors(3, 500, at("a", "m", null, "azure", "eu"), NOW);
        errors(3, 500, at("b", "m", null, "aws", "eu"), NOW);

        assertThat(ofRegions.told).isEmpty();
    }

    @Test
    void a_jump_past_both_limits_is_told_once_as_the_major_one() {
        Outages.Limits alike = new Outages.Limits(5, 5, BURST);
        CountedCalls jumped = new CountedCalls(new DeploymentOutages(alike, ZoneOffset.UTC));
        for (int i = 0; i < 30; i++) {
            jumped.count(error(500, ONE, NOW.plusSeconds(i * 10L)));
        }

        assertThat(jumped.told).extracting(Notice::level).containsExactly(Level.HIGH);
        assertThat(jumped.told.get(0).passed()).hasSize(1);
    }

    @Test
    void limits_without_end_and_long_times_are_fine() {
        Outages.Limits wide = new Outages.Limits(3, Integer.MAX_VALUE, Duration.ofSeconds(86_399));
        CountedCalls counted = new CountedCalls(new DeploymentOutages(wide, ZoneOffset.UTC));
        List.of(0, 40_000, 86_398).forEach(at -> counted.count(error(500, ONE, NOW.plusSeconds(at))));

        assertThat(counted.told).hasSize(1);
    }

    @Test
    void a_major_limit_far_above_the_minor_one_is_reached() {
        Outages.Limits far = new Outages.Limits(5, 1_000, BURST);
        CountedCalls counted = new CountedCalls(new DeploymentOutages(far, ZoneOffset.UTC));
        for (int i = 0; i < 999; i++) {
            counted.count(error(500, ONE, NOW));
        }
        assertThat(counted.told).extracting(Notice::level).containsExactly(Level.MEDIUM);

        counted.count(error(500, ONE, NOW));
        assertThat(counted.told).extracting(Notice::level).containsExactly(Level.MEDIUM, Level.HIGH);
    }
}
