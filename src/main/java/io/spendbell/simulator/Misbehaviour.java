package io.spendbell.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** What the simulator does with one request in place of judging it by Slack's rules. */
public sealed interface Misbehaviour {

    /** The words that Slack sends with a 429. */
    String RATE_LIMITED = "rate_limited";

    /** RFC 9110, 5.6.7: the day has two digits. */
    DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);

    /** Answers with that status, body and headers; a status of 2xx counts the message as accepted. */
    record Answer(int status, String body, Map<String, String> headers) implements Misbehaviour {}

    /** Reads the request and never answers. The message is not accepted. */
    record Hang() implements Misbehaviour {}

    /** Accepts the message and never answers. */
    record AcceptThenHang() implements Misbehaviour {}

    /** Cuts the connection before the message is accepted. */
    record CutBefore() implements Misbehaviour {}

    /** Accepts the message, then cuts the connection before an answer: the lost answer. */
    record CutAfter() implements Misbehaviour {}

    /** Accepts the message, sends a status line, headers and half of the body, and cuts the connection. */
    record HalfAnswer() implements Misbehaviour {}

    /** Judges the request by the rules at once, and answers after {@code delay}. */
    record Slow(Duration delay) implements Misbehaviour {}

    /** Judges the request by the rules as if nothing had been told: fills a place in a sequence. */
    record Behave() implements Misbehaviour {}

    static Misbehaviour answer(int status, String body) {
        return new Answer(status, body, Map.of());
    }

    static Misbehaviour error(SlackError error) {
        return answer(error.status(), error.word());
    }

    /** 429 with {@code Retry-After} in seconds. */
    static Misbehaviour rateLimited(long seconds) {
        return new Answer(429, RATE_LIMITED, Map.of("Retry-After", Long.toString(seconds)));
    }

    /** 429 with {@code Retry-After} as an HTTP date, which has whole seconds. */
    static Misbehaviour rateLimitedUntil(Instant until) {
        String date = HTTP_DATE.format(until.atOffset(ZoneOffset.UTC));
        return new Answer(429, RATE_LIMITED, Map.of("Retry-After", date));
    }

    /** 429 that does not say until when. */
    static Misbehaviour rateLimitedWithoutRetryAfter() {
        return answer(429, RATE_LIMITED);
    }
}
