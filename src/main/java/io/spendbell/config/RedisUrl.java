package io.spendbell.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a Redis.
 *
 * @param scheme {@code redis}, or {@code rediss} for TLS
 * @param user null where none is named, which is the user {@code default}
 * @param password null logs nobody in
 * @param host a name or an address; an IPv6 address in brackets
 */
record RedisUrl(
        String scheme, @Nullable String user, @Nullable String password, String host, int port, int database) {
    private static final Pattern DATABASE = Pattern.compile("/?|/(0|[1-9][0-9]{0,4})");
    private static final int STANDARD_PORT = 6379;
    private static final int LARGEST_PORT = 65_535;
    static final String FORM = "redis://[user:password@]host[:port][/database], or rediss:// for TLS";
    private static final String ESCAPES = "%XX for what is special in user and password";

    /** Text that is no such URL; the message is what was expected. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String rule) {
            super(rule, null, false, false);
        }

        String rule() {
            return String.valueOf(getMessage());
        }
    }

    static RedisUrl of(String text) throws Unfit {
        URI uri = parsed(text);
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equals("redis") && !scheme.equals("rediss")) {
            throw new Unfit(FORM);
        }
        HostName host = uri.getHost() == null ? null : HostName.of(uri.getHost());
        if (host == null) {
            throw new Unfit(FORM + "; a host of letters, digits, hyphens and dots, or an address; " + ESCAPES);
        }
        if (uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
            throw new Unfit(FORM + "; a port from 1 to 65535, or none");
        }
        if (!DATABASE.matcher(uri.getRawPath()).matches()) {
            throw new Unfit(FORM + "; the number of a database, or none");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new Unfit(FORM + "; without ? and #");
        }
        return of(scheme, uri);
    }

    private static RedisUrl of(String scheme, URI uri) throws Unfit {
        String login = uri.getRawUserInfo();
        String user = null;
        String password = null;
        if (login != null) {
            int colon = login.indexOf(':');
            if (colon < 0 || colon == login.length() - 1) {
                throw new Unfit(FORM + "; a password where there is a user");
            }
            user = colon == 0 ? null : decoded(login.substring(0, colon));
            password = decoded(login.substring(colon + 1));
        }
        int port = uri.getPort() < 0 ? STANDARD_PORT : uri.getPort();
        String path = uri.getRawPath();
        int database = path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
        return new RedisUrl(scheme, user, password, uri.getHost(), port, database);
    }

    boolean isTls() {
        return scheme.equals("rediss");
    }

    private static URI parsed(String text) throws Unfit {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new Unfit(FORM + "; " + ESCAPES);
        }
    }

    /** Unlike in forms, a plus is a plus. */
    private static String decoded(String raw) {
        return URI.create("x:///" + raw).getPath().substring(1);
    }
}
