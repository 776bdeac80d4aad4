package io.spendbell.store.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashSet128Test {
    /** Few different places, so that runs are long, wrap around the end and are torn by removals; and then growth. */
    @ParameterizedTest
    @ValueSource(ints = {8, 100, 5_000})
    void holds_what_a_set_of_the_jdk_holds(int places) {
        Random random = new Random(places);
        HashSet128 set = new HashSet128();
        Set<Long> expected = new HashSet<>();
        for (int i = 0; i < 60_000; i++) {
            long number = random.nextInt(4 * places);
            long low = number % places - places / 2;
            long high = number + 1;
            if (random.nextBoolean()) {
                assertThat(set.add(high, low)).isEqualTo(expected.add(number));
            } else {
                set.remove(high, low);
                expected.remove(number);
            }
            long asked = random.nextInt(4 * places);
            assertThat(set.contains(asked + 1, asked % places - places / 2)).isEqualTo(expected.contains(asked));
            assertThat(set.size()).isEqualTo(expected.size());
        }
    }
}
