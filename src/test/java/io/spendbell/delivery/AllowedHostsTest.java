package io.spendbell.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
    private static final AllowedHosts LISTED = new AllowedHosts(Set.of("hooks.example.com"), true);
    private static final AllowedHosts NOT_LISTED = new AllowedHosts(Set.of("hooks.example.com"), false);
    private static final String HOST = "hooks.example.com";

    /** Literals only, so that nothing is looked up. */
    private static InetAddress[] addresses(String... literals) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            addresses[i] = InetAddress.getByName(literals[i]);
        }
        return addresses;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.254",
                "127.0.0.1",
                "127.8.8.8",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1"
            })
    void an_inner_address_is_connected_to_only_if_its_host_was_listed_by_hand(String literal) throws Exception {
        InetAddress[] addresses = addresses(literal);

        assertThat(NOT_LISTED.permitted(HOST, addresses)).isEmpty();
        assertThat(LISTED.permitted(HOST, addresses)).hasValue(addresses[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "169.253.0.1",
                "192.167.1.1",
                "223.255.255.255",
                "2606:4700::1111",
                "::ffff:8.8.8.8",
                "64:ff9c::1",
                "fbff::1"
            })
    void an_address_of_the_open_net_is_connected_to(String literal) throws Exception {
        InetAddress[] addresses = addresses(literal);

        assertThat(NOT_LISTED.permitted(HOST, addresses)).hasValue(addresses[0]);
        assertThat(LISTED.permitted(HOST, addresses)).hasValue(addresses[0]);
    }

    @Test
    void of_several_addresses_the_first_that_may_be_connected_to_is_taken() throws Exception {
        InetAddress[] addresses = addresses("127.0.0.1", "8.8.8.8", "1.1.1.1");

        assertThat(NOT_LISTED.permitted(HOST, addresses)).hasValue(addresses[1]);
        assertThat(LISTED.permitted(HOST, addresses)).hasValue(addresses[0]);
        assertThat(LISTED.permitted(HOST, new InetAddress[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hooks.example.com", "HOOKS.Example.COM", "hooks.example.com."})
    void names_are_compared_without_case_and_final_dot(String host) throws Exception {
        assertThat(NOT_LISTED.permitted(host, addresses("8.8.8.8"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "evil.hooks.example.com", "hooks.example.com.evil.net", "", ".", "8.8.8.8"})
    void another_name_is_not_connected_to_wherever_it_leads(String host) throws Exception {
        assertThat(LISTED.permitted(host, addresses("8.8.8.8"))).isEmpty();
    }
}
