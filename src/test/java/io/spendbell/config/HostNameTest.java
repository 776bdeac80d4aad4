package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @ParameterizedTest
    @CsvSource({
        "Hooks.Slack.com, hooks.slack.com",
        "hooks.slack.com., hooks.slack.com",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "1and1.com, 1and1.com",
        "8.8.8.8, 8.8.8.8",
        "[2001:DB8::1], 2001:db8:0:0:0:0:0:1",
        "::ffff:8.8.8.8, 8.8.8.8"
    })
    void hosts_have_one_form(String text, String name) {
        assertThat(HostName.of(text)).isNotNull().extracting(HostName::name).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                "-a",
                "a-",
                "a_b",
                "a b",
                "a:80",
                "*.example.com",
                "http://a",
                "127.1",
                "2130706433",
                "0x7f.1",
                "0x7f000001",
                "0177.0.0.1",
                "256.1.1.1",
                "1.2.3.4.5",
                "::1::2",
                "[::1]:80",
                "fe80::1%eth0"
            })
    void what_is_no_host_is_none(String text) {
        assertThat(HostName.of(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST.",
                "a.localhost",
                "127.0.0.1",
                "127.255.0.1",
                "::1",
                "0.0.0.0",
                "::",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.255.1",
                "169.254.169.254",
                "fe80::1",
                "fd12::1",
                "fc00::1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "224.0.0.1"
            })
    void internal_hosts_are_known_by_their_text(String text) {
        assertThat(Objects.requireNonNull(HostName.of(text)).isInternal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hooks.slack.com", "8.8.8.8", "172.32.0.1", "192.169.0.1", "2001:db8::1", "localhost.com"})
    void other_hosts_are_not_internal(String text) {
        assertThat(Objects.requireNonNull(HostName.of(text)).isInternal()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "::1, true", "localhost, true", "0.0.0.0, false", "10.0.0.1, false", "a.b, false"})
    void only_loopback_is_loopback(String text, boolean loopback) {
        assertThat(Objects.requireNonNull(HostName.of(text)).isLoopback()).isEqualTo(loopback);
    }
}
