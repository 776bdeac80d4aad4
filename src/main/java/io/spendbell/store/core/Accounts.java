package io.spendbell.store.core;

import io.spendbell.alert.Sources;
import io.spendbell.event.Usd;
import io.spendbell.store.Posting;
import io.spendbell.store.core.AccountBook.OpenAccount;
import java.util.List;
import java.util.OptionalLong;

/** The ledger's rules: who has an account, which windows it keeps, and that totals are exact. */
final class Accounts {
    private final AccountBook book;

    Accounts(AccountBook book) {
        this.book = book;
    }

    /** Is told which postings will follow. */
    void expect(List<Posting> postings) {
        book.expect(postings);
    }

    /** What a posting did. */
    record Posted(String entityId, Usd total) {}

    /**
     * Adds to an account's total, opening the account and the window where they are new.
     *
     * @throws ArithmeticException if the total is a budget's and would leave the range of money; what was opened must be taken back then
     */
    Posted post(Posting posting) {
        String source = posting.source();
        String entityId = posting.entityId();
        OpenAccount account = book.find(source, entityId);
        if (account != null) {
            return new Posted(entityId, add(account, posting));
        }
        if (entityId.equals(Posting.OTHER)) {
            return new Posted(Posting.OTHER, add(book.open(source, Posting.OTHER), posting));
        }
        int accounts = book.count(source);
        if (accounts >= posting.maxAccounts()) {
            OpenAccount other = book.find(source, Posting.OTHER);
            return new Posted(Posting.OTHER, add(other == null ? book.open(source, Posting.OTHER) : other, posting));
        }
        book.setCount(source, accounts + 1);
        OpenAccount opened = book.open(source, entityId);
        opened.put(
                posting.currentWindowStart().getEpochSecond(), posting.opening().nanos());
        return new Posted(entityId, add(opened, posting));
    }

    /** Nothing that happened is refused for a total that is no budget's: one that would leave the range stays at its end. */
    private static long sum(String source, long before, long amount) {
        try {
            return Math.addExact(before, amount);
        } catch (ArithmeticException e) {
            if (Sources.isInternal(source)) {
                return before < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
            throw e;
        }
    }

    /** A new window makes the account forget those before the previous one. */
    private static Usd add(OpenAccount account, Posting posting) {
        long start = posting.windowStart().getEpochSecond();
        OptionalLong before = account.total(start);
        if (before.isEmpty()) {
            account.forgetBefore(Math.min(start, posting.previousWindowStart().getEpochSecond()));
        }
        long total = sum(posting.source(), before.orElse(0), posting.amount().nanos());
        account.put(start, total);
        return new Usd(total);
    }
}
