package io.spendbell.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code spendbell.store} and {@code spendbell.store_sync}. */
final class StoreReader {
    private static final String RULE = "memory, file: and a path, such as file:data/spendbell.db, or " + RedisUrl.FORM;
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final String FILE = "file:";

    /** Stands for a store that has a fault: a Redis, so that what relies on one is not a fault for that. */
    private static final StoreConfig FAULTY =
            new StoreConfig.Redis(RedisConfig.standalone("redis://localhost"), StoreConfig.Redis.DEFAULT_NAMESPACE);

    private StoreReader() {}

    /** Whether a store only stands for one that has a fault. */
    @SuppressWarnings("ReferenceEquality") // one that is equal may be meant
    static boolean isFaulty(StoreConfig store) {
        return store == FAULTY;
    }

    static StoreConfig read(Setting store, Setting syncSetting) {
        StoreConfig.Sync sync = StoreConfig.Sync.OS;
        String name = syncSetting.oneOf(List.of("os", "disk"));
        if (name != null) {
            sync = StoreConfig.Sync.valueOf(name.toUpperCase(Locale.ROOT));
        }
        StoreConfig byDefault = new StoreConfig.Embedded(StoreConfig.Embedded.DEFAULT_FILE, sync);
        Block block = store.value() instanceof Value.Entries ? store.block() : null;
        Setting uri = (block == null ? store : uri(block)).withoutFiles();
        String text = uri.text(RULE);
        if (text != null && text.startsWith("redis")) {
            StoreConfig redis = redis(uri, block);
            if (syncSetting.isPresent()) {
                syncSetting.warning("has no effect with a Redis store: what survives is for Redis to say");
            }
            return redis == null ? FAULTY : redis;
        }
        if (block != null) {
            refuseOfRedis(block);
        }
        if (text == null) {
            return uri.isPresent() ? FAULTY : byDefault;
        }
        if (text.equals("memory")) {
            return new StoreConfig.Memory();
        }
        Path file = file(text);
        if (file == null) {
            (text.contains("@") ? uri.asHidden() : uri).fault(RULE);
            return FAULTY;
        }
        if (Files.isDirectory(file)) {
            uri.fault("a file, not a folder");
        }
        return new StoreConfig.Embedded(file, sync);
    }

    private static Setting uri(Block block) {
        Setting uri = block.get("uri");
        if (!uri.isPresent()) {
            uri.fault(RULE);
        }
        return uri;
    }

    private static @Nullable StoreConfig redis(Setting uri, @Nullable Block block) {
        if (block == null) {
            RedisConfig redis = RedisReader.standalone(uri);
            return redis == null ? null : new StoreConfig.Redis(redis, StoreConfig.Redis.DEFAULT_NAMESPACE);
        }
        RedisConfig redis = RedisReader.read(uri, block);
        String namespace = namespace(block.get("namespace"));
        block.refuseOthers();
        return redis == null ? null : new StoreConfig.Redis(redis, namespace);
    }

    private static String namespace(Setting setting) {
        String rule = "1 to 64 letters, digits, and _ . -";
        String text = setting.text(rule);
        if (text == null) {
            return StoreConfig.Redis.DEFAULT_NAMESPACE;
        }
        if (!NAMESPACE.matcher(text).matches()) {
            setting.fault(rule);
        }
        return text;
    }

    /** What only a Redis has; what stands there by default may be spelled out. */
    private static void refuseOfRedis(Block block) {
        namespace(block.get("namespace"));
        String mode = block.get("mode").oneOf(List.of("standalone", "sentinel", "cluster"));
        if (mode != null && !mode.equals("standalone")) {
            block.get("mode").fault("left out, but for a Redis store");
        }
        for (String key : List.of("master", "nodes", "ca", "cert", "key")) {
            Setting setting = block.get(key);
            if (setting.isPresent() && !setting.isEmptyList()) {
                setting.fault("left out, but for a Redis store");
            }
        }
        block.refuseOthers();
    }

    /** The path of {@code file:PATH}, of which {@code file:///PATH} is another form; null where it is none. */
    private static @Nullable Path file(String text) {
        String path = text.startsWith(FILE) ? text.substring(FILE.length()) : "";
        boolean hasHost = path.startsWith("//") && !path.startsWith("///");
        if (path.isBlank() || hasHost) {
            return null;
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
