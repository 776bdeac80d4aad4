package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemSplitterTest {
    private static final String LONG = "x".repeat(ItemSplitter.LONGEST_ITEM);

    private static List<String> split(String body, Random random, int longestPiece) {
        List<String> found = new ArrayList<>();
        ItemSplitter splitter = new ItemSplitter(
                new ItemSplitter.Items() {
                    @Override
                    public void item(byte[] buffer, int offset, int length) {
                        found.add(new String(buffer, offset, length, StandardCharsets.UTF_8).strip());
                    }

                    @Override
                    public void nothing() {
                        found.add("nothing");
                    }

                    @Override
                    public void broken(String why) {
                        found.add("broken " + why.substring(0, why.indexOf(" (")));
                    }
                },
                Set.of("messages", "response"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (at < bytes.length) {
            int piece = Math.min(bytes.length - at, 1 + random.nextInt(longestPiece));
            byte[] chunk = Arrays.copyOfRange(bytes, at, at + piece + 3);
            splitter.feed(chunk, piece);
            Arrays.fill(chunk, (byte) '#');
            at += piece;
        }
        splitter.end();
        return found;
    }

    private static List<String> split(String body) {
        return split(body, new Random(1), body.length() + 8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "{\"a\":1}                                  | {\"a\":1}",
                "{\"a\":1}~{\"b\":\"}\"}~                   | {\"a\":1};{\"b\":\"}\"}",
                "~~ {\"a\":1} ~~                            | {\"a\":1}",
                "{~  \"a\": {~    \"b\": 1~  }~}~{\"c\":2}  | {~  \"a\": {~    \"b\": 1~  }~};{\"c\":2}",
                "{\"a\":{~{\"b\":1}                         | {\"a\":{;{\"b\":1}",
                "{\"a\":\"x~{\"b\":1}                       | {\"a\":\"x;{\"b\":1}",
                "oops~{\"b\":1}                             | oops;{\"b\":1}",
                "{\"a\":\"\\\\\\\"\"}~{\"b\":1}             | {\"a\":\"\\\\\\\"\"};{\"b\":1}",
                "[]                                         | ",
                " [ ~ ]                                     | ",
                "[null,{\"a\":[1,{}]} , null]               | nothing;{\"a\":[1,{}]};nothing",
                "null                                       | nothing",
                "null~{\"a\":1}~ null ~nul~null,~nullnull | nothing;{\"a\":1};nothing;nul;null,;nullnull",
                "[1,\"],{\",[{}],true,nul]                  | broken item: not an object;broken item: not an object;broken item: not an object;broken item: not an object;broken item: not an object",
                "[{\"a\":1},]                               | {\"a\":1};broken body: not JSON from here on",
                "[{\"a\":1}{\"b\":2}]                       | {\"a\":1};broken body: not JSON from here on",
                "[{\"a\":1}                                 | {\"a\":1};broken body: ends before the array does",
                "[{\"a\":\"]                                | broken body: ends before the array does",
                "[{\"a\":]},{\"b\":2}]                      | {\"a\":];broken body: not JSON from here on",
                "[{}] x {}                                  | {};broken body: something follows the array",
            })
    void finds_the_same_items_however_the_body_is_cut(String body, String items) {
        String text = body.replace('~', '\n');
        List<String> expected = items == null
                ? List.of()
                : Arrays.asList(items.replace('~', '\n').split(";"));
        Random random = new Random(7);

        assertThat(split(text)).isEqualTo(expected);
        for (int round = 0; round < 50; round++) {
            assertThat(split(text, random, 1 + random.nextInt(6))).isEqualTo(expected);
        }
    }

    @Test
    void a_null_on_a_line_of_its_own_is_nothing_whatever_ends_the_line() {
        assertThat(split("null\r\n null \t\r\n{}\r\nnull\r", new Random(7), 2))
                .containsExactly("nothing", "nothing", "{}", "nothing");
    }

    @Test
    void any_bytes_give_the_same_items_however_they_are_cut() {
        String letters = "{{}}[],\":\\\n nul1";
        Random random = new Random(20_260_905);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                body.append(letters.charAt(random.nextInt(letters.length())));
            }
            String text = body.toString();

            assertThat(split(text, random, 1 + random.nextInt(5))).as(text).isEqualTo(split(text));
        }
    }

    @Test
    void of_a_long_item_what_is_not_read_is_left_out() {
        String item = "{\"a\":{\"messages\":1},\"messages\":[{\"response\":\"" + LONG
                + "\"},\"]\"],\"b\":\"messages\",\"response\":\"" + LONG + "\\\"\"}";
        String kept = "{\"a\":{\"messages\":1},\"messages\":null,\"b\":\"messages\",\"response\":null}";

        for (int longestPiece : List.of(100, 70_000, item.length() + 8)) {
            assertThat(split("[" + item + ",{}]", new Random(3), longestPiece)).containsExactly(kept, "{}");
            assertThat(split(item + "\n{}", new Random(3), longestPiece)).containsExactly(kept, "{}");
        }
    }

    @Test
    void an_item_that_is_long_without_that_is_refused_alone() {
        String item = "{\"messages\":\"" + LONG + "\",\"a\":\"" + LONG + "\"}";

        for (int longestPiece : List.of(1000, 70_000, item.length() + 8)) {
            assertThat(split("[" + item + ",{}]", new Random(3), longestPiece))
                    .containsExactly("broken item: longer than allowed", "{}");
        }
    }

    @Test
    void an_item_of_just_the_longest_length_is_whole() {
        String item = "{\"messages\":\"" + LONG.substring(15) + "\"}";
        assertThat(item).hasSize(ItemSplitter.LONGEST_ITEM);

        assertThat(split(item, new Random(3), 5000)).containsExactly(item);
        assertThat(split(item.replace("x\"}", "xx\"}"), new Random(3), 5000)).containsExactly("{\"messages\":null}");
    }
}
