package io.spendbell.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NamesTest {
    private final Names names = new Names();

    @Test
    void what_comes_again_is_the_same_string() {
        assertThat(of("gpt-5-mini")).isSameAs(of("gpt-5-mini")).isEqualTo("gpt-5-mini");
    }

    @Test
    void names_of_one_place_are_not_taken_for_each_other() {
        // First, middle and last characters and the length tell the place.
        for (String name : new String[] {"ab1c", "ad1c", "ab1c", "xxaxbxx", "xxaxcxx"}) {
            assertThat(of(name)).isEqualTo(name);
        }
    }

    @Test
    void any_text_is_given_back_as_it_is() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            String name = random.ints(random.nextInt(70), 'a', 'd')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(of(name)).isEqualTo(name);
        }
    }

    private String of(String name) {
        String around = "<" + name + ">";
        return names.of(around.toCharArray(), 1, name.length());
    }
}
