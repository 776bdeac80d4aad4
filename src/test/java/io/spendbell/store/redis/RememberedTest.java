package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.store.core.Account;
import io.spendbell.store.core.AccountBook;
import io.spendbell.store.core.IdHash;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final Thoughts emptied = new Thoughts();
    private final Plan plan = new Plan(emptied, "epoch", NOW, new IdHash(), DecidedAlone.NOTHING);

    private void raise(String text) {
        new Remembered(Remembered.Kind.ACCOUNT, Map.of(AccountBook.key("b", "pay"), text)).raise(plan);
    }

    @Test
    void an_account_that_redis_lacks_is_counted_again() {
        raise(Account.EMPTY.with(0, 5).text());

        assertThat(plan.counts().written()).containsExactly(Map.entry("b", 1L));
    }

    @Test
    void an_account_that_was_closed_is_neither_opened_nor_counted() {
        raise("");

        assertThat(plan.accountTexts().written()).isEmpty();
        assertThat(plan.counts().written()).isEmpty();
    }
}
