package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.QUICK;
import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.get;
import static io.spendbell.store.StoreFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Level;
import io.spendbell.store.embedded.EmbeddedStore;
import io.spendbell.store.embedded.FaultyFiles;
import io.spendbell.store.embedded.FaultyFiles.Fault;
import io.vertx.core.Future;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a post where the store's file cannot be written when it is answered. */
class FullDiskTest {
    @TempDir
    Path folder;

    private final DeliveryFixture fixture = new DeliveryFixture();
    private FlakyStore counting;
    private EmbeddedStore file;

    @BeforeEach
    void open() {
        fixture.open();
        file = FaultyFiles.store(folder.resolve("spendbell.db"), DeliveryFixture.STORE);
        get(file.open());
        counting = new FlakyStore(file);
        fixture.store = counting.store();
    }

    @AfterEach
    void close() {
        FaultyFiles.set(Fault.NONE);
        fixture.close();
        get(file.close());
    }

    /** A destination on whose answers the disk is full. */
    private record Filling(Destination original) implements AlteredDestination {
        @Override
        public Future<Answer> post(Message message) {
            return original.post(message).onSuccess(answer -> FaultyFiles.set(Fault.FULL));
        }
    }

    private void isFullForLongerThanUntilAPostIsRepeated() {
        int before = counting.calls("lease");
        fixture.pass(QUICK.repeatAfter());
        fixture.eventually("attempts to go on", () -> counting.calls("lease") >= before + 3);
        FaultyFiles.set(Fault.NONE);
    }

    @Test
    void what_slack_has_taken_is_not_posted_again_when_there_is_room() {
        // Given
        fixture.deploy(new Filling(fixture.slack("finops")), QUICK);

        // When
        fixture.raise(alert("one", Level.LOW), "finops");
        get(fixture.slack.awaitMessages(1));
        isFullForLongerThanUntilAPostIsRepeated();

        // Then
        eventually(() -> fixture.backlog("finops").waiting() == 0);
        assertThat(fixture.slack.alertsSeen()).containsExactly("one");

        // And what comes next is posted once too
        fixture.raise(alert("two", Level.LOW), "finops");
        get(fixture.slack.awaitMessages(2));
        isFullForLongerThanUntilAPostIsRepeated();
        eventually(() -> fixture.backlog("finops").waiting() == 0);
        assertThat(fixture.slack.alertsSeen()).containsExactly("one", "two");
    }

    @Test
    void what_slack_has_taken_is_not_posted_again_by_whoever_serves_the_destination_next() {
        // Given
        fixture.deploy(new Filling(fixture.slack("finops")), QUICK);
        fixture.raise(alert("one", Level.LOW), "finops");
        get(fixture.slack.awaitMessages(1));
        fixture.eventually("a full disk", () -> counting.calls("settle") == 1);

        // When
        fixture.undeploy("finops");
        fixture.deploy(fixture.slack("finops"), QUICK);
        isFullForLongerThanUntilAPostIsRepeated();

        // Then
        eventually(() -> fixture.backlog("finops").waiting() == 0);
        assertThat(fixture.slack.alertsSeen()).containsExactly("one");
    }
}
