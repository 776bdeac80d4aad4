package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.LoggedBy;
import io.spendbell.alert.AlertType;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host may hand over as the body of a message. */
class EventBusBodiesTest {
    private static final String NOT_JSON =
            "body: cannot be written as JSON (expected: values that JSON has, nested at most 1000 levels deep)";

    private static final long SENDERS_STACK = 64L << 20;
    private static final int LONGEST = 1_048_576;
    private static final String TOO_LONG = "message: longer than allowed (expected: at most 1048576 bytes)";
    private static final int BYTES_OF_PADDED =
            spend().put("padding", "").encode().length();

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HeldIntake intake = new HeldIntake(vertx);
    private String deployment = "";

    /** What a host may put into an object, and JSON has no value for. */
    private static final class Opaque implements Shareable {}

    /** A number that is as hard to write as an object that is nested without end. */
    private static final class Endless extends Number {
        private static final long serialVersionUID = 1L;

        @Override
        public int intValue() {
            return 0;
        }

        @Override
        public long longValue() {
            return 0;
        }

        @Override
        public float floatValue() {
            return 0;
        }

        @Override
        public double doubleValue() {
            throw new StackOverflowError("on purpose");
        }
    }

    @BeforeEach
    void deploy() throws Exception {
        deployment = get(vertx.deployVerticle(new EventBusIngestVerticle(
                "events",
                new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames())),
                intake,
                new IntakeBudget(1 << 21),
                new WayMetrics(registry, "event_bus"),
                InstantSource.system())));
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static JsonObject spend() {
        return new JsonObject().put("event", "spend").put("cost", 1);
    }

    private static JsonObject nested(int levels) {
        JsonObject object = new JsonObject();
        for (int i = 1; i < levels; i++) {
            object = new JsonObject().put("a", object);
        }
        return object;
    }

    /** An event of so many bytes. */
    private static JsonObject padded(int bytes) {
        return spend().put("padding", "x".repeat(bytes - BYTES_OF_PADDED));
    }

    /** Vert.x copies what is sent level by level on the sender's stack, which must do for more than a message may have. */
    private Message<Object> request(Object body) throws Exception {
        FutureTask<Future<Message<Object>>> asking =
                new FutureTask<>(() -> vertx.eventBus().request("events", body));
        new Thread(null, asking, "host", SENDERS_STACK).start();
        return get(asking.get(20, TimeUnit.SECONDS));
    }

    private void assertTaken(Object body) throws Exception {
        assertThat(request(body).body())
                .isEqualTo(new JsonObject().put("accepted", 1).put("rejected", new JsonArray()));
    }

    private void assertRefused(Object body, int code, String why) throws Exception {
        double before = rejected();
        try {
            request(body);
            throw new AssertionError("it was answered");
        } catch (ExecutionException e) {
            ReplyException refusal = (ReplyException) e.getCause();
            assertThat(refusal.failureCode()).isEqualTo(code);
            assertThat(refusal.getMessage()).isEqualTo(why);
        }
        assertThat(rejected() - before).isEqualTo(1);
        assertThat(intake.taken).isEmpty();
        assertTaken(spend());
        intake.taken.clear();
    }

    private double rejected() {
        return registry.get("spendbell.events.rejected").counter().count();
    }

    @Test
    void an_object_that_is_nested_deep_is_taken() throws Exception {
        assertTaken(spend().put("unknown", nested(990)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 2_000})
    void one_that_is_nested_deeper_than_a_line_may_be_is_refused(int levels) throws Exception {
        assertRefused(spend().put("unknown", nested(levels)), 400, NOT_JSON);
    }

    @Test
    void one_with_a_value_that_is_not_json_is_refused() throws Exception {
        assertRefused(spend().put("unknown", new Opaque()), 400, NOT_JSON);
    }

    @Test
    void one_on_which_writing_overflows_the_stack_is_refused() throws Exception {
        assertRefused(new JsonArray().add(spend().put("unknown", new Endless())), 400, NOT_JSON);
    }

    @Test
    void as_long_as_a_message_may_be_it_is_taken_in_each_form() throws Exception {
        assertTaken(padded(LONGEST));
        assertTaken(new JsonArray().add(padded(LONGEST - "[]".length())));
        assertTaken(padded(LONGEST).toBuffer());
        assertTaken(padded(LONGEST).encode());
    }

    @Test
    void a_longer_one_is_refused_in_each_form() throws Exception {
        assertRefused(padded(LONGEST + 1), 413, TOO_LONG);
        assertRefused(new JsonArray().add(padded(LONGEST - 1)), 413, TOO_LONG);
        assertRefused(padded(LONGEST + 1).toBuffer(), 413, TOO_LONG);
        assertRefused(padded(LONGEST + 1).encode(), 413, TOO_LONG);
        assertRefused(spend().put("padding", "é".repeat(LONGEST / 2)).encode(), 413, TOO_LONG);
    }

    @Test
    void of_one_that_is_far_too_long_no_event_is_taken() throws Exception {
        assertRefused((spend().encode() + "\n").repeat(500_000), 413, TOO_LONG);
    }

    @Test
    void where_nobody_waits_for_an_answer_the_log_says_so() throws Exception {
        try (LoggedBy log = LoggedBy.of(ComplaintLog.class)) {
            vertx.eventBus().send("events", spend().put("unknown", new Opaque()));
            get(vertx.undeploy(deployment));

            assertThat(log.messages()).containsExactly("Event bus, events: a message was rejected: " + NOT_JSON);
            assertThat(rejected()).isEqualTo(1);
        }
    }
}
