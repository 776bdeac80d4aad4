package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alerting.Intake;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each request over HTTP is answered. */
class HttpIngestIT extends HttpIngestFixture {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "%s\n",
                "[%s]",
                "[null, %s ,null]",
                "\n\n%s\r\n",
                "{\n  \"event\": \"spend\",\n  \"cost\": 1,\n  \"team_id\": \"t\"\n}\n"
            })
    void takes_one_event_in_any_form_whatever_its_content_type_says(String form) throws Exception {
        open();

        for (String type : List.of("application/json", "application/x-ndjson", "text/plain")) {
            HttpResponse<String> response = post(form.replace("%s", SPEND), "Content-Type", type);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(answer(1));
        }
        assertThat(intake.taken).hasSize(3);
        assertThat(events("spendbell.events.accepted")).isEqualTo(3);
    }

    @Test
    void names_what_is_rejected_by_its_place_and_takes_the_rest() throws Exception {
        open();

        HttpResponse<String> response = post("[" + SPEND + ",null,{\"event\":\"spend\"},7," + SPEND + ",");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body())
                .isEqualTo("{\"accepted\":2,\"rejected\":[{\"index\":2,\"error\":\"cost: missing (expected: a"
                        + " number)\"},{\"index\":3,\"error\":\"item: not an object (expected: a JSON"
                        + " object)\"},{\"index\":5,\"error\":\"body: ends before the array does (expected: an"
                        + " array of JSON objects)\"}]}");
        assertThat(events("spendbell.events.rejected")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "oops", "{\"event\":\"spend\"}", "[7", "[{}]"})
    void a_body_without_any_event_is_a_bad_request(String body) throws Exception {
        open();

        HttpResponse<String> response = post(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("error")).startsWith("body: no event in it");
        assertThat(new JsonObject(response.body()).getJsonArray("rejected")).isNotEmpty();
        assertThat(refused("unreadable")).isEqualTo(1);
    }

    @Test
    void an_array_of_nothing_is_answered_with_nothing() throws Exception {
        open();

        assertThat(post("[]").body()).isEqualTo(answer(0));
        assertThat(post("[null]").body()).isEqualTo(answer(0));
    }

    @Test
    void what_the_store_refuses_is_rejected_by_its_place() throws Exception {
        start(null, PATIENT)
                .open(events ->
                        Future.succeededFuture(new Intake.Reply(List.of(new Intake.Rejection(1, "cost: too much")))));

        assertThat(post("[null," + SPEND + "," + SPEND + "]").body())
                .isEqualTo("{\"accepted\":1,\"rejected\":[{\"index\":2,\"error\":\"cost: too much\"}]}");
    }

    @Test
    void answers_only_when_all_is_stored() throws Exception {
        open();
        intake.holds = true;
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + SPEND.length() + "\r\n\r\n" + SPEND);
        until(() -> intake.held.size() == 1);

        assertThat(heard.toString()).isEmpty();
        intake.letGo();

        until(() -> heard.toString().endsWith(answer(1)));
    }

    @Test
    void wants_the_token_where_there_is_one() throws Exception {
        start("s3cret", PATIENT).open(intake);

        for (String shown : List.of("Bearer wrong", "Bearer ", "Basic s3cret", "s3cret")) {
            HttpResponse<String> response = post(SPEND, "Authorization", shown);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        assertThat(post(SPEND).statusCode()).isEqualTo(401);
        assertThat(intake.taken).isEmpty();
        assertThat(refused("wrong_token")).isEqualTo(5);
        assertThat(post(SPEND, "Authorization", "bearer s3cret").statusCode()).isEqualTo(200);
    }

    @Test
    void another_method_is_not_for_this_path() throws Exception {
        open();

        HttpResponse<String> response = client.send(request().GET().build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void inflates_gzip_and_refuses_other_encodings() throws Exception {
        open();
        HttpResponse<String> response =
                post(GzipInflaterTest.gzip((SPEND + "\n").repeat(20_000)), "Content-Encoding", "gzip");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(answer(20_000));
        assertThat(post(SPEND, "Content-Encoding", "br").statusCode()).isEqualTo(415);
        assertThat(post(SPEND, "Content-Encoding", "identity").statusCode()).isEqualTo(200);
    }

    @Test
    void damaged_gzip_is_a_bad_request_unless_events_came_before() throws Exception {
        open();
        byte[] whole = GzipInflaterTest.gzip((SPEND + "\n").repeat(100));

        HttpResponse<String> cut = post(Arrays.copyOf(whole, whole.length - 3), "Content-Encoding", "gzip");
        HttpResponse<String> foreign = post(SPEND, "Content-Encoding", "gzip");

        assertThat(cut.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(cut.body()).getInteger("accepted")).isEqualTo(100);
        assertThat(cut.body()).contains("its gzip ends early");
        assertThat(foreign.statusCode()).isEqualTo(400);
        assertThat(foreign.body()).contains("not gzip, or damaged");
    }

    @Test
    void a_body_is_bounded_as_it_is_sent_as_it_is_announced_and_as_it_is_inflated() throws Exception {
        open();
        String tooLong = " ".repeat(LONGEST + 1);

        HttpResponse<String> announced = post(tooLong);
        HttpResponse<String> sent = client.send(
                request()
                        .POST(BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(tooLong.getBytes(StandardCharsets.UTF_8))))
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> inflated = post(GzipInflaterTest.gzip(" ".repeat(200 << 20)), "Content-Encoding", "gzip");

        for (HttpResponse<String> response : List.of(announced, sent, inflated)) {
            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body()).contains("body: longer than allowed");
        }
        assertThat(refused("too_large")).isEqualTo(3);
    }

    @Test
    void before_it_opens_and_after_it_closes_senders_are_told_to_come_again() throws Exception {
        HttpIngest starting = start(null, PATIENT);
        HttpResponse<String> early = post(SPEND);
        starting.open(intake);
        assertThat(post(SPEND).statusCode()).isEqualTo(200);
        await(starting.close());
        HttpResponse<String> late = post(SPEND);

        for (HttpResponse<String> response : List.of(early, late)) {
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).contains("2");
        }
    }

    @Test
    void asks_for_a_body_only_where_it_wants_one() throws Exception {
        start("s3cret", PATIENT).open(intake);
        String head =
                "POST /v1/events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + SPEND.length();
        StringBuffer refused = new StringBuffer();
        connect(refused).write(head + "\r\n\r\n");
        StringBuffer wanted = new StringBuffer();
        NetSocket socket = connect(wanted);
        socket.write(head + "\r\nAuthorization: Bearer s3cret\r\n\r\n");

        until(() -> refused.toString().startsWith("HTTP/1.1 401"));
        until(() -> wanted.toString().startsWith("HTTP/1.1 100"));
        socket.write(SPEND);
        until(() -> wanted.toString().endsWith(answer(1)));
    }
}
