package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.IngestConfig.Tcp;
import io.spendbell.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each line over TCP is answered. */
class TcpIngestIT extends TcpIngestFixture {
    @Test
    void answers_a_barrier_with_what_was_accepted_and_rejected_since_the_one_before() throws Exception {
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.send(SPEND + "\r\n" + SPEND + "\n\n   \n");
            assertThat(client.sync("a")).isEqualTo(new JsonObject("{\"synced\":\"a\",\"accepted\":2,\"rejected\":0}"));
            client.lines(SPEND, "nonsense");
            assertThat(client.sync("b")).isEqualTo(new JsonObject("{\"synced\":\"b\",\"accepted\":1,\"rejected\":1}"));
        }
    }

    @Test
    void a_bad_line_is_answered_with_its_number_and_the_connection_goes_on() throws Exception {
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.lines("", SPEND, "{\"event\":\"spend\"}", "x".repeat(2_000), SPEND);
            List<JsonObject> replies =
                    client.lines("{\"event\":\"sync\",\"id\":\"s\"}").finish();

            assertThat(replies).hasSize(3);
            assertThat(replies.get(0).getInteger("line")).isEqualTo(3);
            assertThat(replies.get(0).getString("error")).startsWith("cost: missing");
            assertThat(replies.get(1).getInteger("line")).isEqualTo(4);
            assertThat(replies.get(1).getString("error")).contains("1024");
            assertThat(replies.get(2)).isEqualTo(new JsonObject("{\"synced\":\"s\",\"accepted\":2,\"rejected\":2}"));
        }
    }

    @Test
    void half_a_line_at_the_end_of_a_connection_is_no_event() throws Exception {
        int port = start(SETTINGS);
        try (TcpClient client = new TcpClient(port)) {
            assertThat(client.send(SPEND + "\n" + SPEND).finish()).isEmpty();
        }
        assertThat(intake.taken).hasSize(1);
    }

    @Test
    void a_client_that_has_ended_its_side_still_gets_its_answers() throws Exception {
        intake.holds = true;
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.lines(SPEND, "{\"event\":\"sync\",\"id\":\"s\"}");
            until(() -> !intake.held.isEmpty());
            vertx.setTimer(50, ignored -> intake.held.forEach(each -> each.complete(Intake.Reply.ALL_ACCEPTED)));

            assertThat(client.finish())
                    .containsExactly(new JsonObject("{\"synced\":\"s\",\"accepted\":1,\"rejected\":0}"));
        }
    }

    @Test
    void the_right_token_opens_and_counts_as_no_event() throws Exception {
        Tcp settings = new Tcp("127.0.0.1", 0, Secret.of("s3cret"), null, 1024, 8);
        try (TcpClient client = new TcpClient(start(settings))) {
            client.lines("{\"auth\":\"s3cret\"}", SPEND, "nonsense");
            assertThat(client.reply().getInteger("line")).isEqualTo(3);
            assertThat(client.sync("a").getInteger("accepted")).isEqualTo(1);
        }
    }

    @Test
    void a_wrong_or_missing_token_gets_one_error_and_the_door() throws Exception {
        Tcp settings = new Tcp("127.0.0.1", 0, Secret.of("s3cret"), null, 1024, 8);
        int port = start(settings);
        for (String first : List.of("{\"auth\":\"guess\"}", SPEND, "{\"auth\":7}", "nonsense", "y".repeat(3_000))) {
            try (TcpClient client = new TcpClient(port)) {
                client.lines(first, SPEND, SPEND);
                assertThat(client.reply().getString("error")).contains("auth:").doesNotContain("s3cret", "guess");
                assertThat(client.reply()).isNull();
            }
        }
        assertThat(intake.taken).isEmpty();
    }

    @Test
    void speaks_tls_where_it_is_told_to() throws Exception {
        IngestConfig.Tls tls = new IngestConfig.Tls(resource("cert.pem"), resource("key.pem"));
        int port = start(new Tcp("127.0.0.1", 0, null, tls, 1024, 8));
        NetClient client = vertx.createNetClient(new NetClientOptions()
                .setSsl(true)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(resource("cert.pem").toString()))
                .setHostnameVerificationAlgorithm("HTTPS"));
        Promise<String> answer = Promise.promise();

        NetSocket socket = await(client.connect(port, "localhost"));
        socket.handler(buffer -> answer.tryComplete(buffer.toString()));
        socket.write(SPEND + "\n{\"event\":\"sync\",\"id\":\"s\"}\n");

        assertThat(await(answer.future())).isEqualTo("{\"synced\":\"s\",\"accepted\":1,\"rejected\":0}\n");
    }

    @Test
    void stopping_answers_what_was_taken_in_and_then_closes() throws Exception {
        intake.holds = true;
        int port = start(SETTINGS);
        try (TcpClient client = new TcpClient(port)) {
            client.lines(SPEND, "{\"event\":\"sync\",\"id\":\"s\"}");
            until(() -> !intake.held.isEmpty());

            Future<Void> stopped = vertx.undeploy(deployment);
            until(() -> isTurnedAway(port));
            intake.held.forEach(each -> each.complete(Intake.Reply.ALL_ACCEPTED));

            assertThat(client.reply().getString("synced")).isEqualTo("s");
            assertThat(client.reply()).isNull();
            await(stopped);
        }
    }
}
