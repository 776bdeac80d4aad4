package io.spendbell.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code spendbell.store} and {@code spendbell.store_sync}. */
final class StoreReader {
    private static final String RULE = "memory, or file: and a path, such as file:data/spendbell.db";
    private static final String FILE = "file:";

    private StoreReader() {}

    static StoreConfig read(Setting store, Setting syncSetting) {
        StoreConfig.Sync sync = StoreConfig.Sync.OS;
        String name = syncSetting.oneOf(List.of("os", "disk"));
        if (name != null) {
            sync = StoreConfig.Sync.valueOf(name.toUpperCase(Locale.ROOT));
        }
        StoreConfig byDefault = new StoreConfig.Embedded(StoreConfig.Embedded.DEFAULT_FILE, sync);
        Setting uri = store.value() instanceof Value.Entries ? uri(store.block()) : store;
        String text = uri.withoutFiles().text(RULE);
        if (text == null) {
            return byDefault;
        }
        if (text.equals("memory")) {
            return new StoreConfig.Memory();
        }
        if (text.startsWith("redis:") || text.startsWith("rediss:")) {
            uri.fault(RULE + "; Redis comes in a later release");
            return byDefault;
        }
        Path file = file(text);
        if (file == null) {
            uri.fault(RULE);
            return byDefault;
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
        block.later("mode", "master", "nodes", "ca", "namespace");
        block.refuseOthers();
        return uri;
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
