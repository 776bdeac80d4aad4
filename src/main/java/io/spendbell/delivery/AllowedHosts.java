package io.spendbell.delivery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which hosts may be posted to. A name is looked up and its addresses are looked at each time, so that a name of the open
 * net cannot be made to lead to an inner one.
 *
 * @param names names and addresses in lower case, without port and brackets
 * @param listed whether somebody listed them by hand; only then may they lead to loopback, link-local or private addresses
 */
public record AllowedHosts(Set<String> names, boolean listed) {
    private static final int CARRIER_GRADE_NAT_SECOND_BYTE = 64;

    public boolean permitsName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return names.contains(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
    }

    /** The first of a host's addresses that may be connected to; empty where none may. */
    public Optional<InetAddress> permitted(String host, InetAddress[] addresses) {
        if (!permitsName(host)) {
            return Optional.empty();
        }
        return Arrays.stream(addresses)
                .filter(address -> listed || !isInternal(address))
                .findFirst();
    }

    /** Whether an address is not one of the open net: loopback, link-local, private, multicast and the like. */
    static boolean isInternal(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isSpecial(address.getAddress())
                || (address instanceof Inet6Address six && isInternal(six));
    }

    /** 100.64.0.0/10, RFC 6598; 0.0.0.0/8 and 240.0.0.0/4 with the broadcast address, RFC 1122. */
    private static boolean isSpecial(byte[] bytes) {
        return bytes.length == 4
                && (bytes[0] == 0
                        || (bytes[0] & 0xf0) == 0xf0
                        || (bytes[0] == 100 && (bytes[1] & 0xc0) == CARRIER_GRADE_NAT_SECOND_BYTE));
    }

    /** fc00::/7, RFC 4193; 64:ff9b::/96 and IPv4-compatible ones stand for addresses that cannot be judged here. */
    private static boolean isInternal(Inet6Address address) {
        byte[] bytes = address.getAddress();
        boolean translated =
                bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        return (bytes[0] & 0xfe) == 0xfc || address.isIPv4CompatibleAddress() || translated;
    }
}
