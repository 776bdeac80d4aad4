package io.spendbell.config;

import io.spendbell.config.RedisConfig.Mode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where a Redis is. Faults never show more of a URI than its scheme. */
final class RedisReader {
    static final String RULE = "redis://[user:password@]host[:port][/database], or rediss:// for TLS";

    private static final Pattern DATABASE = Pattern.compile("/?|/[0-9]{1,4}");
    private static final int LARGEST_PORT = 65_535;

    private RedisReader() {}

    static boolean isRedis(String text) {
        return text.startsWith("redis:") || text.startsWith("rediss:");
    }

    /** One server by its URI; null after a fault. */
    static @Nullable RedisConfig standalone(Setting uri, String text) {
        return isFit(text)
                ? new RedisConfig(Secret.of(text), Mode.STANDALONE, null, List.of(), null)
                : refused(uri, RULE);
    }

    /** One or several servers by the keys of a block; null after a fault. */
    static @Nullable RedisConfig of(Setting uri, String text, Block block) {
        RedisConfig first = standalone(uri, text);
        Mode mode = mode(block.get("mode"));
        String master = block.get("master").text("the name of a master");
        List<Secret> nodes = nodes(block.get("nodes"), text);
        Path ca = ca(block.get("ca"));
        if (mode == Mode.SENTINEL && master == null) {
            block.get("master").fault("the name of the master that the sentinels watch");
        }
        if (mode != Mode.SENTINEL && master != null) {
            block.get("master").fault("left out, but for mode: sentinel");
        }
        if (mode == Mode.STANDALONE && !nodes.isEmpty()) {
            block.get("nodes").fault("left out, but for mode: sentinel or cluster");
        }
        if (ca != null && !text.startsWith("rediss:")) {
            block.get("ca").fault("left out, but for rediss:// URIs");
        }
        if (first == null) {
            return null;
        }
        if (mode == Mode.CLUSTER && hasDatabase(text)) {
            return refused(uri, "no database: a cluster has only one");
        }
        return new RedisConfig(first.uri(), mode, master, nodes, ca);
    }

    private static @Nullable RedisConfig refused(Setting uri, String rule) {
        uri.fault(rule);
        return null;
    }

    private static Mode mode(Setting setting) {
        String name = setting.oneOf(List.of("standalone", "sentinel", "cluster"));
        return name == null ? Mode.STANDALONE : Mode.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** URIs, or hosts with ports that take scheme and user from the first URI. */
    private static List<Secret> nodes(Setting setting, String first) {
        String rule = "a list of host:port, or of redis:// URIs";
        List<Secret> nodes = new ArrayList<>();
        for (Setting item : setting.items(rule)) {
            String text = item.asHidden().text(rule);
            if (text == null) {
                continue;
            }
            String uri = isRedis(text) ? text : withHost(first, text);
            if (uri != null && isFit(uri)) {
                nodes.add(Secret.of(uri));
            } else {
                item.asHidden().fault(rule);
            }
        }
        return List.copyOf(nodes);
    }

    private static @Nullable String withHost(String uri, String host) {
        int authority = uri.indexOf("://") + 3;
        int at = uri.indexOf('@');
        return authority < 3 || host.contains("/") || host.contains("@")
                ? null
                : uri.substring(0, Math.max(authority, at + 1)) + host;
    }

    private static boolean isFit(String text) {
        URI uri = parsed(text);
        return uri != null
                && isRedis(text)
                && uri.getHost() != null
                && uri.getPort() <= LARGEST_PORT
                && uri.getPort() != 0
                && uri.getQuery() == null
                && uri.getFragment() == null
                && DATABASE.matcher(uri.getPath()).matches();
    }

    private static boolean hasDatabase(String text) {
        URI uri = parsed(text);
        return uri != null && uri.getPath().length() > 1 && !uri.getPath().equals("/0");
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static @Nullable Path ca(Setting setting) {
        String rule = "the path of a PEM file that can be read";
        String text = setting.withoutFiles().text(rule);
        if (text == null) {
            return null;
        }
        try {
            Path path = Path.of(text);
            if (Files.isRegularFile(path) && Files.isReadable(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // It is refused below, as any other text that names no file.
        }
        setting.fault(rule);
        return null;
    }
}
