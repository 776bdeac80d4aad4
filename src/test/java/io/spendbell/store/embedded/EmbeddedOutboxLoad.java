package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.get;

import io.spendbell.alert.Level;
import io.spendbell.store.Entry;
import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An outbox with very many waiting alerts, to be run by hand: {@code EmbeddedOutboxLoad FILE ALERTS LEASED}. */
public final class EmbeddedOutboxLoad {
    private static final PrintStream OUT = System.out;
    private static final int AT_ONCE = 1_000;
    private static long last = System.nanoTime();

    private EmbeddedOutboxLoad() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Files.deleteIfExists(file);
        int alerts = Integer.parseInt(args[1]);
        int leased = Integer.parseInt(args[2]);
        EmbeddedStore store = new EmbeddedStore(file, false, OPTIONS);
        get(store.open());
        for (int i = 0; i < alerts; i += AT_ONCE) {
            List<Raise> raises = new ArrayList<>();
            for (int j = i; j < i + AT_ONCE; j++) {
                raises.add(new Raise(alert(Level.values()[j % 3], NOW.plusMillis(j)), List.of(), List.of("a")));
            }
            get(store.commit(batch(new Entry(null, List.of(), List.of(), raises, List.of())), NOTHING));
        }
        tell("enqueued " + alerts, file);
        get(store.close());
        tell("closed", file);
        store = new EmbeddedStore(file, false, OPTIONS);
        get(store.open());
        tell("opened", file);
        Instant later = NOW.plusSeconds(3_600);
        for (int round = 0; round < 3; round++) {
            List<Outbox.Delivery> some = get(store.outbox().lease("a", "me", later, later.plusSeconds(60), leased))
                    .deliveries();
            tell("leased " + some.size(), file);
            List<Outbox.DeliveryId> ids = some.stream().map(Outbox.Delivery::id).toList();
            get(store.outbox().begin(ids, "me", later.plusSeconds(30)));
            tell("begun", file);
            get(store.outbox()
                    .settle(
                            ids.stream()
                                    .<Settlement>map(id -> new Settlement.Parked(id, "no"))
                                    .toList(),
                            "me"));
            tell("settled", file);
        }
        OUT.println(get(store.outbox().retry(null, "a", later)) + " sent again");
        tell("retried", file);
        get(store.close());
    }

    private static void tell(String what, Path file) throws IOException {
        long now = System.nanoTime();
        System.gc();
        OUT.printf(
                "%-18s %6d ms, %.1f MB, live heap %d MB%n",
                what,
                (now - last) / 1_000_000,
                Files.size(file) / 1e6,
                (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
        last = System.nanoTime();
    }
}
