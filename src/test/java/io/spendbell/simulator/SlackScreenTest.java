package io.spendbell.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackScreenTest {

    @Test
    void a_message_looks_about_as_it_does_in_slack() {
        String payload = """
                {"text":"fallback","blocks":[
                 {"type":"header","text":{"type":"plain_text","text":"🔴 Over"}},
                 {"type":"section","text":{"type":"mrkdwn","text":"`██░`  *a* &amp; b\\nsecond"},
                  "fields":[{"type":"mrkdwn","text":"*One:* 1"},{"type":"plain_text","text":"Two: *2*"},
                            {"type":"mrkdwn","text":"_three_"}]},
                 {"type":"divider"},
                 {"type":"context","elements":[{"type":"plain_text","text":"small"},{"type":"mrkdwn","text":"~print~"}]}]}""";
        assertThat(SlackScreen.of(payload)).isEqualTo("""
                        ┃ 🔴 Over
                        ┃ ══════
                        ┃ `██░`  a & b
                        ┃ second
                        ┃ One: 1                                        Two: *2*
                        ┃ three
                        ┃ ────────────────────────────────────────────────────────────
                        ┃    small  ·  print
                        """);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", textBlock = """
                    <!here> hi                 | ⟦mention !here⟧ hi
                    <@U123>                    | ⟦mention @U123⟧
                    <#C1|general>              | ⟦mention #C1|general⟧
                    <https://e.vil|click>      | ⟦link https://e.vil|click⟧
                    &lt;!here&gt; &amp;lt;     | <!here> &lt;
                    *bold* _it_ ~no~           | bold it no
                    snake_case_id 2*3*4        | snake_case_id 2*3*4
                    `a *b* c` *d*              | `a *b* c` d
                    ∗not bold∗                 | ∗not bold∗
                    """)
    void markup_is_read_as_slack_reads_it(String text, String shown) {
        assertThat(SlackScreen.mrkdwn(text)).isEqualTo(shown);
    }

    @Test
    void what_slack_would_refuse_is_shown_as_it_is() {
        assertThat(SlackScreen.of("{}")).contains("not a message that Slack takes");
    }
}
