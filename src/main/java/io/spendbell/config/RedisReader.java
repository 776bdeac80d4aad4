package io.spendbell.config;

import io.spendbell.config.RedisConfig.Identity;
import io.spendbell.config.RedisConfig.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where a Redis is. URLs are not shown: a password stands in them. */
final class RedisReader {
    private static final String NODE = "host:port, or a URL like uri without user, password and database";
    private static final List<String> MODES = Arrays.stream(Mode.values())
            .map(mode -> mode.name().toLowerCase(Locale.ROOT))
            .toList();

    private RedisReader() {}

    /** One server at a URL; null after a fault, and where nothing stands there. */
    static @Nullable RedisConfig standalone(Setting uri) {
        RedisUrl url = url(uri);
        return url == null ? null : RedisConfig.standalone(String.valueOf(uri.text()));
    }

    /** What the keys beside {@code uri} say of it; null after a fault. */
    static @Nullable RedisConfig read(Setting uri, Block block) {
        String name = block.get("mode").oneOf(MODES);
        Mode mode = name == null ? Mode.STANDALONE : Mode.valueOf(name.toUpperCase(Locale.ROOT));
        RedisUrl first = url(uri);
        if (first != null && mode == Mode.CLUSTER && first.database() != 0) {
            uri.asHidden().fault("database 0, or none: a cluster has no other");
        }
        String master = master(block.get("master"), mode);
        List<Secret> nodes = nodes(block.get("nodes"), mode, first);
        Path ca = ca(block.get("ca"), first);
        Identity identity = identity(block.get("cert"), block.get("key"), first);
        if (first == null || (mode == Mode.SENTINEL) != (master != null)) {
            return null;
        }
        return new RedisConfig(Secret.of(String.valueOf(uri.text())), mode, master, nodes, ca, identity);
    }

    private static @Nullable RedisUrl url(Setting setting) {
        String text = setting.asHidden().text();
        if (text == null) {
            return null;
        }
        try {
            return RedisUrl.of(text);
        } catch (RedisUrl.Unfit e) {
            setting.asHidden().fault(e.rule());
            return null;
        }
    }

    private static @Nullable String master(Setting setting, Mode mode) {
        if (mode == Mode.SENTINEL) {
            String rule = "the name of the master that the sentinels watch";
            if (!setting.isPresent()) {
                setting.fault(rule);
            }
            return setting.text(rule);
        }
        if (setting.isPresent()) {
            setting.fault("left out, or mode: sentinel");
        }
        return null;
    }

    private static List<Secret> nodes(Setting setting, Mode mode, @Nullable RedisUrl first) {
        List<Setting> items = setting.items("a list of " + NODE);
        if (mode == Mode.STANDALONE && !items.isEmpty()) {
            setting.fault("left out, or mode: sentinel or cluster");
        }
        List<Secret> nodes = new ArrayList<>();
        for (Setting item : items) {
            String text = item.asHidden().text(NODE);
            if (text != null && first != null) {
                node(item, text.contains("://") ? text : first.scheme() + "://" + text, first)
                        .ifPresent(nodes::add);
            }
        }
        return nodes;
    }

    private static Optional<Secret> node(Setting item, String text, RedisUrl first) {
        RedisUrl node;
        try {
            node = RedisUrl.of(text);
        } catch (RedisUrl.Unfit e) {
            item.asHidden().fault(NODE);
            return Optional.empty();
        }
        if (node.password() != null || node.database() != 0) {
            item.asHidden().fault("without user, password and database: those of uri are used");
        } else if (node.isTls() != first.isTls()) {
            item.asHidden().fault(first.scheme() + ":, as in uri");
        }
        return Optional.of(Secret.of(text));
    }

    private static @Nullable Path ca(Setting setting, @Nullable RedisUrl first) {
        return isRefusedWithoutTls(setting, first) ? null : PemFile.certificates(setting);
    }

    /** Both or none. */
    private static @Nullable Identity identity(Setting certSetting, Setting keySetting, @Nullable RedisUrl first) {
        boolean isCertRefused = isRefusedWithoutTls(certSetting, first);
        boolean isKeyRefused = isRefusedWithoutTls(keySetting, first);
        boolean isNoneGiven = !certSetting.isPresent() && !keySetting.isPresent();
        if (isCertRefused || isKeyRefused || isNoneGiven) {
            return null;
        }
        Path cert = PemFile.required(certSetting);
        Path key = PemFile.required(keySetting);
        return cert == null || key == null ? null : new Identity(cert, key);
    }

    private static boolean isRefusedWithoutTls(Setting setting, @Nullable RedisUrl first) {
        boolean isRefused = setting.isPresent() && first != null && !first.isTls();
        if (isRefused) {
            setting.fault("left out, or a uri of rediss:");
        }
        return isRefused;
    }
}
