package io.spendbell.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Spool open() throws Exception {
        Spool spool = new Spool(vertx, folder, 1 << 20, () -> null, new SimpleMeterRegistry());
        await(spool.open());
        return spool;
    }

    @Test
    void something_waits_from_when_it_is_kept_until_the_store_has_it_whoever_opens_the_folder() throws Exception {
        Spool spool = open();
        assertThat(spool.hasWaiting()).isFalse();
        await(spool.append("{}\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(spool.hasWaiting()).isTrue();
        await(spool.close());

        Spool again = open();
        assertThat(again.hasWaiting()).isTrue();
        SpoolFiles.Frame frame = await(again.read());
        assertThat(again.hasWaiting()).as("read, and not committed").isTrue();
        await(again.done(frame.end(), 1));
        assertThat(again.hasWaiting()).isFalse();
        await(again.close());
    }
}
