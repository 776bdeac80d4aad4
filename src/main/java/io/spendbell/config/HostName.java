package io.spendbell.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host in the one form in which hosts are compared: lower case, without brackets, without a dot at its end, an IPv6 address
 * in its plain form. Names are not looked up.
 *
 * @param name the name or address
 * @param address the address; null of a name
 */
record HostName(String name, @Nullable InetAddress address) {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

    /** Its last label begins with a letter, which no way of writing an address does. */
    private static final Pattern NAME = Pattern.compile("(" + LABEL + "\\.)*(?=[a-z])" + LABEL);

    private static final int LONGEST = 253;
    private static final int UNIQUE_LOCAL_MASK = 0xfe;
    private static final int UNIQUE_LOCAL = 0xfc;

    /** The host of that text, or null where it is neither a name nor an address. */
    static @Nullable HostName of(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        } else if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.length() > LONGEST) {
            return null;
        }
        if (IPV4.matcher(name).matches() || IPV6.matcher(name).matches()) {
            return address(name);
        }
        return NAME.matcher(name).matches() ? new HostName(name, null) : null;
    }

    /** Whether only this machine can reach it, as far as its text says. */
    boolean isLoopback() {
        return address == null ? isLocalhost() : address.isLoopbackAddress();
    }

    /** Whether it stands for all addresses of this machine. */
    boolean isWildcard() {
        return address != null && address.isAnyLocalAddress();
    }

    /** Whether its text says that it is not on the open net: loopback, link-local, private and the like. */
    boolean isInternal() {
        if (address == null) {
            return isLocalhost();
        }
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || (address instanceof Inet6Address six
                        && (six.isIPv4CompatibleAddress()
                                || (six.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL));
    }

    private boolean isLocalhost() {
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    private static @Nullable HostName address(String literal) {
        try {
            // A text of this form is an address, so that nothing is looked up.
            InetAddress address = InetAddress.getByName(literal);
            return new HostName(address.getHostAddress(), address);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
