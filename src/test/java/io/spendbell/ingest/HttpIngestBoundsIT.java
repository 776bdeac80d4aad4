package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bodies over HTTP that are too long, too many, too slow or cut off, and an intake that takes nothing. */
class HttpIngestBoundsIT extends HttpIngestFixture {
    @Test
    void closing_refuses_what_is_not_read_and_waits_for_what_is() throws Exception {
        open();
        intake.holds = true;
        StringBuffer unread = new StringBuffer();
        connect(unread).write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n" + SPEND + "\n");
        until(() -> intake.held.size() == 1);
        StringBuffer read = new StringBuffer();
        connect(read)
                .write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + SPEND.length() + "\r\n\r\n" + SPEND);
        until(() -> intake.held.size() == 2);

        Future<Void> closed = ingest().close();
        until(() -> unread.toString().startsWith("HTTP/1.1 503"));

        assertThat(closed.isComplete()).isFalse();
        intake.letGo();
        await(closed);
        until(() -> read.toString().endsWith(answer(1)));
    }

    @Test
    void where_the_store_takes_nothing_requests_wait_then_are_told_to_come_again() throws Exception {
        open(new HttpLimits(PATIENT.body(), PATIENT.room(), Duration.ofMillis(50), PATIENT.farewell()));
        intake.holds = true;

        HttpResponse<String> response = post(SPEND);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("store: has not taken the events");
        assertThat(refused("not_stored")).isEqualTo(1);
        intake.letGo();
        until(() -> events("spendbell.events.accepted") == 1);
    }

    @Test
    void a_long_body_is_not_read_further_than_may_be_under_way() throws Exception {
        open();
        intake.holds = true;
        String lines = (SPEND + "\n").repeat(20_000);
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + lines.length() + "\r\n\r\n");
        socket.write(lines);

        until(budget::isExhausted);
        int taken = intake.taken.size();
        Future<HttpResponse<String>> other = Future.fromCompletionStage(
                client.sendAsync(request().POST(BodyPublishers.ofString(SPEND)).build(), BodyHandlers.ofString()));
        Future<HttpResponse<String>> message = Future.fromCompletionStage(client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/services/x"))
                        .POST(BodyPublishers.ofString("{\"text\":\"x\"}"))
                        .build(),
                BodyHandlers.ofString()));

        assertThat(taken * (double) SPEND.length()).isLessThan((1 << 17) + 3 * 65_536.0);
        until(() -> asked.get() == 3);
        assertThat(other.isComplete() || message.isComplete()).isFalse();
        intake.letGo();
        until(() -> heard.toString().endsWith(answer(20_000)));
        assertThat(await(other).statusCode()).isEqualTo(200);
        assertThat(await(message).statusCode()).isEqualTo(200);
        assertThat(refused("full")).isZero();
        assertThat(budget.bytesUnderWay()).isZero();
    }

    @Test
    void what_inflates_to_more_than_may_be_under_way_waits_half_inflated() throws Exception {
        open();
        intake.holds = true;
        byte[] bytes = GzipInflaterTest.gzip((SPEND + "\n").repeat(20_000));
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: " + bytes.length
                + "\r\n\r\n");
        socket.write(Buffer.buffer(bytes));
        until(budget::isExhausted);

        assertThat(intake.taken.size() * (double) SPEND.length()).isLessThan((1 << 17) + 65_536.0);
        intake.letGo();

        until(() -> heard.toString().endsWith(answer(20_000)));
    }

    @Test
    void who_waits_too_long_for_room_is_told_to_come_again() throws Exception {
        open(new HttpLimits(PATIENT.body(), Duration.ofMillis(50), PATIENT.commit(), Duration.ofMillis(500)));
        intake.holds = true;
        String lines = (SPEND + "\n").repeat(20_000);
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        Promise<Void> closed = Promise.promise();
        socket.closeHandler(ignored -> closed.complete());
        socket.write(
                "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + lines.substring(0, 500_000));

        until(() -> heard.toString().startsWith("HTTP/1.1 503"));
        await(closed.future());

        intake.letGo();
        until(() -> budget.bytesUnderWay() == 0);
    }

    @Test
    void a_slow_body_is_cut_off_and_what_was_read_counts() throws Exception {
        open(new HttpLimits(Duration.ofMillis(100), PATIENT.room(), PATIENT.commit(), Duration.ofMillis(50)));
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        Promise<Void> closed = Promise.promise();
        socket.closeHandler(ignored -> closed.complete());
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n" + SPEND + "\n{\"ev");

        until(() -> heard.toString().startsWith("HTTP/1.1 408"));
        await(closed.future());

        assertThat(intake.taken).hasSize(1);
    }

    @Test
    void a_client_that_is_gone_takes_nothing_with_it_but_its_unfinished_item() throws Exception {
        open();
        NetSocket socket = connect(new StringBuffer());
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n" + SPEND + "\n" + SPEND);
        until(() -> intake.taken.size() == 1);
        await(socket.close());

        await(ingest().close());
        assertThat(intake.taken).hasSize(1);
        assertThat(budget.bytesUnderWay()).isZero();
    }

    @Test
    void unfinished_items_are_bounded_over_all_requests_and_who_waits_too_long_is_told_to_come_again()
            throws Exception {
        start(null, new HttpLimits(PATIENT.body(), Duration.ofMillis(100), PATIENT.commit(), PATIENT.farewell()))
                .open(intake);
        String head = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n{\"a\":\"";
        String item = "x".repeat(1_000_000);
        StringBuffer heard = new StringBuffer();
        for (int i = 0; i < 20; i++) {
            connect(heard).write(head + item);
        }

        until(() -> heard.toString().contains("HTTP/1.1 503") && asked.get() == 20);

        assertThat(refused("full")).isBetween(1.0, 12.0);
    }

    @Test
    void unfinished_items_of_more_than_may_be_held_are_taken_in_turn() throws Exception {
        open();
        String text = "x".repeat(300_000);
        String call = "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\",\"note\":\"" + text + "\"}";
        String head = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + call.length() + "\r\n\r\n";
        List<StringBuffer> heard = new ArrayList<>();
        List<NetSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            StringBuffer answer = new StringBuffer();
            heard.add(answer);
            NetSocket socket = connect(answer);
            sockets.add(socket);
            socket.write(head + call.substring(0, 280_000));
        }
        until(() -> asked.get() == 100);
        sockets.forEach(socket -> socket.write(call.substring(280_000)));

        until(() -> heard.stream().allMatch(each -> each.toString().endsWith(answer(1))));
        assertThat(intake.taken).hasSize(100);
    }
}
