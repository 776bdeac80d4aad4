package io.spendbell.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private final Names names = new Names();

    @Test
    void what_comes_again_is_the_same_string() {
        assertThat(of("gpt-5-mini")).isSameAs(of("gpt-5-mini")).isEqualTo("gpt-5-mini");
    }

    @ParameterizedTest
    @ValueSource(strings = {"team-%d", "t%05d", "production-team-%04d", "%d@example.com", "https://%d.example.com/v1"})
    void names_that_are_numbered_keep_their_places(String pattern) {
        List<String> numbered =
                IntStream.range(0, 100).mapToObj(pattern::formatted).toList();
        Map<String, String> made = new IdentityHashMap<>();
        numbered.forEach(name -> made.put(of(name), name));

        // Of a hundred in 256 places about a third share one by chance.
        assertThat(numbered).filteredOn(name -> made.containsKey(of(name))).hasSizeGreaterThan(50);
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
