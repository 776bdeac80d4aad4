package io.spendbell.store.redis;

import io.spendbell.alert.Sources;
import io.spendbell.event.Usd;
import io.spendbell.store.Ledger;
import io.spendbell.store.core.Account;
import io.spendbell.store.core.AccountBook;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Accounts: a hash of their totals, and their names in order. */
record RedisLedger(Function<Request, Future<Response>> redis, Keys keys) implements Ledger {
    private static final int SLICE = 500;

    @Override
    public Future<List<Balance>> balances(@Nullable String source, @Nullable Balance after, int limit) {
        String first = after != null
                ? AccountBook.key(after.source(), after.entityId())
                : source == null ? "" : AccountBook.key(source, "");
        return balancesFrom(new Page(source, after, limit, new ArrayList<>()), first, 0);
    }

    private record Page(@Nullable String source, @Nullable Balance after, int limit, List<Balance> balances) {
        boolean isFull() {
            return balances.size() >= limit;
        }

        boolean wants(String name) {
            String found = AccountBook.sourceOf(name);
            return source == null ? !Sources.isInternal(found) : found.equals(source);
        }

        void add(Balance balance) {
            boolean isOnPageBefore = after != null
                    && balance.source().equals(after.source())
                    && balance.entityId().equals(after.entityId())
                    && !balance.windowStart().isAfter(after.windowStart());
            if (!isFull() && !isOnPageBefore) {
                balances.add(balance);
            }
        }
    }

    private Future<List<Balance>> balancesFrom(Page page, String first, int skip) {
        return redis.apply(Request.cmd(Command.ZRANGE)
                        .arg(keys.named("accounts_by_name"))
                        .arg(Wtf8.encode("[" + first))
                        .arg("+")
                        .arg("BYLEX")
                        .arg("LIMIT")
                        .arg(skip)
                        .arg(SLICE))
                .map(names ->
                        names.stream().map(name -> Wtf8.decode(name.toBytes())).toList())
                .compose(names -> continuing(page, first, skip, names));
    }

    /** Takes in the wanted ones of a slice of names, which stand together, and goes on behind what is not wanted. */
    private Future<List<Balance>> continuing(Page page, String first, int skip, List<String> names) {
        List<String> wanted = names.stream().takeWhile(page::wants).toList();
        return read(page, wanted).compose(ignored -> {
            boolean meetsOthers = wanted.size() < names.size();
            boolean isOver = meetsOthers ? page.source() != null : names.size() < SLICE;
            if (isOver || page.isFull()) {
                return Future.succeededFuture(page.balances());
            }
            return meetsOthers
                    ? balancesFrom(page, Sources.AFTER_INTERNAL, 0)
                    : balancesFrom(page, first, skip + SLICE);
        });
    }

    private Future<Page> read(Page page, List<String> names) {
        return texts(names).map(texts -> {
            for (int i = 0; i < names.size(); i++) {
                String text = texts.get(i);
                if (text != null) {
                    addAll(page, names.get(i), Account.of(text));
                }
            }
            return page;
        });
    }

    /** What stands in the accounts, in the names' order; null for each that there is none of. */
    private Future<List<@Nullable String>> texts(List<String> names) {
        if (names.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Request request = Request.cmd(Command.HMGET).arg(keys.named("accounts"));
        names.forEach(name -> request.arg(Wtf8.encode(name)));
        return redis.apply(request).map(answers -> {
            List<@Nullable String> texts = new ArrayList<>(names.size());
            answers.forEach(answer -> texts.add(answer == null ? null : answer.toString()));
            return texts;
        });
    }

    /** What is over is found here and closed by a script, unless somebody has added to it meanwhile. */
    @Override
    public Future<@Nullable String> closeOver(Function<String, Instant> keptSince, @Nullable String after) {
        return redis.apply(Request.cmd(Command.ZRANGE)
                        .arg(keys.named("accounts_by_name"))
                        .arg(after == null ? Wtf8.encode("[" + Sources.INTERNAL) : Wtf8.encode("(" + after))
                        .arg(Wtf8.encode("(" + Sources.AFTER_INTERNAL))
                        .arg("BYLEX")
                        .arg("LIMIT")
                        .arg(0)
                        .arg(SLICE))
                .map(names ->
                        names.stream().map(name -> Wtf8.decode(name.toBytes())).toList())
                .compose(names -> closeOver(names, keptSince)
                        .map(ignored -> names.size() < SLICE ? null : names.get(names.size() - 1)));
    }

    private Future<?> closeOver(List<String> names, Function<String, Instant> keptSince) {
        return texts(names).compose(texts -> {
            List<String> closed = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                String source = AccountBook.sourceOf(name);
                String text = texts.get(i);
                if (text != null && Account.of(text).isOver(keptSince.apply(source))) {
                    closed.addAll(List.of(name, text, AccountBook.isCounted(name) ? source : ""));
                }
            }
            return closed.isEmpty()
                    ? Future.succeededFuture()
                    : Script.CLOSE.run(
                            redis,
                            List.of(
                                    keys.named("accounts"),
                                    keys.named("accounts_by_name"),
                                    keys.named("account_counts")),
                            closed);
        });
    }

    private static void addAll(Page page, String name, Account account) {
        for (Account.Window window : account.windows()) {
            page.add(new Balance(
                    AccountBook.sourceOf(name),
                    AccountBook.entityIdOf(name),
                    Instant.ofEpochSecond(window.startSecond()),
                    new Usd(window.value())));
        }
    }

    @Override
    public Future<Integer> accounts(String source) {
        return redis.apply(Request.cmd(Command.HGET)
                        .arg(keys.named("account_counts"))
                        .arg(Wtf8.encode(source)))
                .map(count -> count == null ? 0 : count.toInteger());
    }
}
