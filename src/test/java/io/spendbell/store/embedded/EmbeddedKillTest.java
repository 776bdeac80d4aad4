package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.posting;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Posting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that commits without end is killed; what it was told is durable must be in the file, as a whole. */
class EmbeddedKillTest {
    private static final int ROUNDS = 10;
    private static final int ACCOUNTS = 400;

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void whatever_was_acknowledged_survives_kill_9_and_nothing_survives_in_part() throws Exception {
        Path file = folder.resolve("spendbell.db");
        Random random = new Random(20261123);
        long acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged = Math.max(acknowledged, killedAfter(1 + random.nextInt(60), file));
            acknowledged = assertWhole(file, acknowledged, round);
        }
    }

    /** Lets a process commit until it has acknowledged so many more, and kills it in the midst of the next ones. */
    private static long killedAfter(int acknowledgements, Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Committing.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        long last = -1;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int left = acknowledgements;
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("ok ")) {
                    last = Long.parseLong(line.substring(3));
                    left--;
                    if (left == 0) {
                        process.toHandle().destroyForcibly();
                    }
                }
                line = lines.readLine();
            }
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(last).as("the process came to commit").isGreaterThanOrEqualTo(0);
        return last;
    }

    /** Looks at the file, and gives the number of the last commit that is in it. */
    private static long assertWhole(Path file, long acknowledged, int round) {
        EmbeddedStore store = new EmbeddedStore(file, false, OPTIONS);
        get(store.open());
        List<Balance> balances = get(store.ledger().balances(null, null, 2 * ACCOUNTS));
        long inFile = balances.get(0).spent().nanos();

        assertThat(inFile).as("commits in the file, round %d", round).isGreaterThanOrEqualTo(acknowledged);
        assertThat(balances)
                .as("each commit added 1 to every account")
                .hasSize(ACCOUNTS)
                .allSatisfy(balance -> assertThat(balance.spent().nanos()).isEqualTo(inFile));
        assertThat(get(store.alerts(0, 10_000))).as("each raised an alert").hasSize((int) inFile);
        assertThat(get(store.outbox().backlog("finops", NOW)).waiting()).isEqualTo(inFile);
        get(store.close());
        return inFile;
    }

    /** The process that is killed: commit number n adds 1 to every account and claims a key of its own. */
    static final class Committing {
        private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

        private Committing() {}

        public static void main(String[] args) {
            EmbeddedStore store = new EmbeddedStore(Path.of(args[0]), false, OPTIONS);
            get(store.open());
            List<Balance> balances = get(store.ledger().balances(null, null, 1));
            long next = balances.isEmpty() ? 1 : balances.get(0).spent().nanos() + 1;
            List<Posting> postings = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                postings.add(posting("b", "team-" + i, MONTH, new Usd(1)));
            }
            while (true) {
                String team = "team-" + next;
                get(store.commit(
                        batch(entry(
                                "id-" + next, postings, candidate(key(team, "0.85", new AlertWindow.Until(DECEMBER))))),
                        NOTHING));
                OUT.println("ok " + next);
                next++;
            }
        }
    }
}
