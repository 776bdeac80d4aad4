package io.spendbell.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.alerting.HeardFeeds;
import io.spendbell.event.Feed;
import io.spendbell.report.ReportSeries;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From events that do not come to the silence that is told. */
class SilenceVerticleTest extends ReportingFixture {
    @Test
    void silence_is_told_once_and_again_only_after_somebody_has_spoken() throws Exception {
        // Given two replicas
        silentAfter = Duration.ofMinutes(30);
        AlertingVerticle alerting = replica();
        reporting(alerting);
        reporting(replica());
        awaitHolds(2);
        told();

        // When
        clock.advance(Duration.ofMinutes(31));

        // Then
        String silence = "No event has come in for 30 min, by any way: whoever reports spend may have stopped.";
        assertThat(told()).containsExactly(silence);
        clock.advance(Duration.ofHours(2));
        assertThat(told()).hasSize(1);

        // And when one of them is told something
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        awaitHolds(3);
        told();
        clock.advance(Duration.ofMinutes(29));
        assertThat(told()).hasSize(1);
        clock.advance(Duration.ofMinutes(2));
        assertThat(told()).containsExactly(silence, silence);
    }

    @Test
    void a_feed_that_was_heard_and_goes_silent_is_told_once_by_its_name_though_others_go_on() throws Exception {
        // Given two replicas, of which one was told calls
        silentAfter = Duration.ofMinutes(30);
        silentFeeds = Map.of(Feed.CALLS, Duration.ofMinutes(30), Feed.MESSAGES, Duration.ofMinutes(30));
        HeardFeeds heard = new HeardFeeds();
        AlertingVerticle alerting = replica();
        startReporting(alerting, () -> false, heard);
        String other = startReporting(replica(), () -> false);
        clock.advance(ReportSeries.GRACE);
        heard.note(Feed.CALLS, clock.instant());
        told();

        // When something else comes in
        clock.advance(Duration.ofMinutes(20));
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        told();
        clock.advance(Duration.ofMinutes(11));

        // Then
        String silence =
                "No call of LiteLLM's HTTP callback has come in for 30 min, and they did before: what only these"
                        + " tell may be missing.";
        assertThat(told()).containsExactly(silence);

        // And when one is started anew, by the store alone it knows what to expect
        await(vertx.undeploy(other));
        startReporting(replica(), () -> false);
        told();
        for (int i = 0; i < 2; i++) {
            await(alerting.accept(List.of(spend(null, "sam", 1))));
            told();
            clock.advance(Duration.ofMinutes(20));
        }
        assertThat(told()).containsExactly(silence, silence);

        // And when it is heard again
        heard.note(Feed.CALLS, clock.instant());
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        told();
        clock.advance(Duration.ofMinutes(29));
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        assertThat(told()).hasSize(2);
        clock.advance(Duration.ofMinutes(2));
        assertThat(told()).containsExactly(silence, silence, silence);
    }

    @Test
    void a_silence_that_is_shorter_than_the_time_between_looks_is_told_each_time() throws Exception {
        silentAfter = Duration.ZERO;
        AlertingVerticle alerting = replica();
        reporting(alerting);
        told();
        clock.advance(Duration.ofSeconds(1));
        assertThat(told()).hasSize(1);

        await(alerting.accept(List.of(spend(null, "sam", 1))));
        told();
        clock.advance(Duration.ofSeconds(1));

        assertThat(told()).hasSize(2);
    }

    @Test
    void where_nothing_comes_in_by_any_way_that_is_told_and_no_feed_besides() throws Exception {
        silentAfter = Duration.ofMinutes(30);
        silentFeeds = Map.of(Feed.CALLS, Duration.ofMinutes(30), Feed.WEBHOOKS, Duration.ofMinutes(30));
        HeardFeeds heard = new HeardFeeds();
        AlertingVerticle alerting = replica();
        startReporting(alerting, () -> false, heard);
        clock.advance(ReportSeries.GRACE);
        heard.note(Feed.CALLS, clock.instant());
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        told();

        clock.advance(Duration.ofMinutes(31));

        assertThat(told())
                .containsExactly(
                        "No event has come in for 30 min, by any way: whoever reports spend may have stopped.");
    }

    @Test
    void a_feed_that_has_been_silent_for_a_month_is_expected_no_more() throws Exception {
        silentFeeds = Map.of(Feed.WEBHOOKS, Duration.ofMinutes(30));
        HeardFeeds heard = new HeardFeeds();
        startReporting(replica(), () -> false, heard);
        clock.advance(ReportSeries.GRACE);
        heard.note(Feed.WEBHOOKS, clock.instant());
        told();

        clock.advance(Duration.ofMinutes(31));
        assertThat(told())
                .containsExactly("No WebhookEvent of LiteLLM has come in for 30 min, and they did before: what only"
                        + " these tell may be missing.");
        clock.advance(Duration.ofDays(31));
        assertThat(told()).hasSize(1);
    }
}
