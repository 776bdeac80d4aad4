package io.spendbell.delivery.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MrkdwnTest {

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", textBlock = """
                    <!channel>          | &lt;!channel&gt;
                    <@U123> &amp;       | &lt;@U123&gt; &amp;amp;
                    *bold* `code` ~no~  | ∗bold∗ ˋcodeˋ ∼no∼
                    _it_ snake_case     | ＿it＿ snake_case
                    a__b _              | a＿＿b ＿
                    日_本                | 日＿本
                    @channel @here x    | ＠channel ＠here x
                    (@everyone) @ALL    | (＠everyone) ＠ALL
                    sam@here.com @sam   | sam@here.com @sam
                    """)
    void what_slack_would_parse_is_made_to_be_read(String foreign, String safe) {
        assertThat(Mrkdwn.safe(foreign)).isEqualTo(safe);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", textBlock = """
                    <!channel> &        | &lt;!channel&gt; &amp;
                    *a* `b` ~c~ _d_ a@b | *a* `b` ~c~ _d_ a@b
                    @channel @Here @sam | ＠channel ＠Here @sam
                    """)
    void a_text_without_markup_stays_as_it_is_but_for_mentions_and_links(String foreign, String unmarked) {
        assertThat(Mrkdwn.unmarked(foreign)).isEqualTo(unmarked);
    }

    @Test
    void a_cut_never_falls_into_an_escape_or_a_character() {
        assertThat(Mrkdwn.safe("a&&&", 11)).isEqualTo("a&amp;&amp;…".substring(0, 6) + "…");
        assertThat(Mrkdwn.safe("a&b", 7)).isEqualTo("a&amp;b");
        assertThat(Mrkdwn.safe("a&b", 6)).isEqualTo("a…");
        assertThat(Mrkdwn.safe("ab😀", 3)).isEqualTo("ab…");
        assertThat(Mrkdwn.safe("ab😀", 4)).isEqualTo("ab😀");
    }

    @ParameterizedTest
    @CsvSource({"team-pay, true", "a_b <c> & d, true", "user:*:1mo, false", "_x, false", "@here, false"})
    void a_text_is_exact_where_only_escapes_are_needed(String text, boolean exact) {
        assertThat(Mrkdwn.isExact(text)).isEqualTo(exact);
    }
}
