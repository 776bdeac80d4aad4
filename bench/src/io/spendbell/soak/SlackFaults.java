package io.spendbell.soak;

import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.SlackError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/** What befalls both destinations for a while; only an alert that is refused is Slack's own. */
final class SlackFaults {
    private static final int MOST_GARBAGE_BYTES = 100_000;

    private final StandIn standIn;
    private final Replicas replicas;
    private final List<Script> scripts;

    SlackFaults(StandIn standIn, Replicas replicas, List<Script> scripts) {
        this.standIn = standIn;
        this.replicas = replicas;
        this.scripts = scripts;
    }

    List<Fault> all() {
        return List.of(
                Fault.harmless("slack-429", random -> misbehave(rateLimited(random), random)),
                Fault.harmless("slack-500", random -> misbehave(Misbehaviour.answer(500, "rollup_error"), random)),
                Fault.harmless("slack-garbage", random -> misbehave(garbage(random), random)),
                Fault.harmless("slack-hang", random -> misbehave(new Misbehaviour.Hang(), random)),
                Fault.losing("slack-unanswered", random -> misbehave(new Misbehaviour.AcceptThenHang(), random)),
                Fault.losing("slack-half", random -> misbehave(new Misbehaviour.HalfAnswer(), random)),
                Fault.losing("slack-cut", random -> misbehave(new Misbehaviour.CutAfter(), random)),
                Fault.harmless("slack-cut-before", random -> misbehave(new Misbehaviour.CutBefore(), random)),
                Fault.losing(
                        "slack-slow",
                        random -> misbehave(
                                new Misbehaviour.Slow(Duration.ofMillis(random.nextInt(200, 3_000))), random)),
                Fault.losing("slack-away", this::goAway),
                Fault.harmless("slack-revoked", random -> revoke(SlackError.NO_SERVICE, standIn.slackUrl(), random)),
                Fault.harmless("slack-hook-gone", random -> revoke(null, standIn.hookUrl(), random)),
                Fault.harmless("slack-refused", this::refuse));
    }

    /** Until when is said in one of the forms, or not at all. */
    private static Misbehaviour rateLimited(RandomGenerator random) {
        int seconds = random.nextInt(1, 6);
        return switch (random.nextInt(3)) {
            case 0 -> Misbehaviour.rateLimited(seconds);
            case 1 -> Misbehaviour.rateLimitedUntil(Instant.now().plusSeconds(seconds));
            default -> Misbehaviour.rateLimitedWithoutRetryAfter();
        };
    }

    private static Misbehaviour garbage(RandomGenerator random) {
        byte[] body = new byte[random.nextInt(0, MOST_GARBAGE_BYTES)];
        random.nextBytes(body);
        return Misbehaviour.answer(random.nextInt(500, 600), new String(body, StandardCharsets.ISO_8859_1));
    }

    private void misbehave(Misbehaviour misbehaviour, RandomGenerator random) throws InterruptedException {
        standIn.misbehave(misbehaviour);
        Thread.sleep(random.nextInt(500, 5_000));
        standIn.behave();
    }

    private void goAway(RandomGenerator random) throws Exception {
        standIn.goAway();
        try {
            Thread.sleep(random.nextInt(500, 8_000));
        } finally {
            standIn.comeBack();
        }
    }

    /** One of the URLs is no webhook any more, for a while; then somebody has its alerts sent. */
    private void revoke(SlackError error, String url, RandomGenerator random) throws InterruptedException {
        standIn.misbehaveAt(url, error == null ? Misbehaviour.answer(410, "gone") : Misbehaviour.error(error));
        Thread.sleep(random.nextInt(2_000, 8_000));
        standIn.behave();
        retry();
    }

    /** The next alert is refused for a while, and parked; then somebody asks for it again. */
    private void refuse(RandomGenerator random) throws InterruptedException {
        standIn.refuse(scripts.get(random.nextInt(scripts.size())).nextMarker());
        Thread.sleep(random.nextInt(3_000, 8_000));
        standIn.behave();
        retry();
    }

    /** Asks for what is parked to be posted again. Where the daemon is away just then, the end of the run asks once more. */
    void retry() throws InterruptedException {
        for (String destination : List.of("slack", "hook")) {
            try {
                replicas.ask(daemon -> daemon.post("/v1/deliveries/retry?destination=" + destination));
            } catch (IOException e) {
                // It is away.
            }
        }
    }
}
