package io.spendbell.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * An address on the web.
 *
 * @param text the whole of it, as it is written
 */
record WebUrl(String text, HostName host) {
    private static final int LONGEST = 2048;
    private static final int LARGEST_PORT = 65_535;

    /** Text that is no address of the kind that is wanted; the message is what was expected. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String rule) {
            super(rule, null, false, false);
        }

        String rule() {
            return String.valueOf(getMessage());
        }
    }

    static WebUrl of(String text) throws Unfit {
        URI uri = parsed(text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new Unfit("a URL that begins with http:// or https://");
        }
        if (uri.getRawUserInfo() != null
                || String.valueOf(uri.getRawAuthority()).contains("@")) {
            throw new Unfit("a URL without user name or password");
        }
        HostName host = uri.getHost() == null ? null : HostName.of(uri.getHost());
        if (host == null) {
            throw new Unfit("a URL with a host: a name of letters, digits, hyphens and dots, or an address");
        }
        if (uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
            throw new Unfit("a URL with a port from 1 to 65535, or none");
        }
        if (uri.getRawFragment() != null) {
            throw new Unfit("a URL without a # in it");
        }
        return new WebUrl(text, host);
    }

    private static URI parsed(String text) throws Unfit {
        if (text.length() > LONGEST) {
            throw new Unfit("a URL of at most " + LONGEST + " characters");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new Unfit("a URL that begins with http:// or https://, without spaces");
        }
    }
}
