package io.spendbell.store.embedded;

import io.spendbell.store.StoreOptions;
import io.spendbell.store.StoreUnusableException;
import io.spendbell.store.core.Table;
import io.spendbell.store.core.TableStore;
import io.spendbell.store.core.Tables;
import io.spendbell.store.core.Totals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/** The open file and the tables in it. Confined to the store's thread. */
final class StoreFile implements Tables {
    static final int FORMAT = 1;

    private static final String ABOUT = "spendbell";
    private static final String FORMAT_KEY = "format";
    private static final String EPOCH_KEY = "epoch";
    private static final int CACHE_MEGABYTES = 16;
    private static final int FILL_RATE = 50;
    private static final int COMPACTED_AT_ONCE = 4 << 20;
    private static final int CLOSING_MILLIS = 500;

    private final MVStore file;
    private final boolean forcesToDisk;
    private final JournaledTotals totals;
    private final TableStore store;

    private StoreFile(MVStore file, boolean forcesToDisk, StoreOptions options) {
        this.file = file;
        this.forcesToDisk = forcesToDisk;
        this.totals = new JournaledTotals(file);
        this.store = new TableStore(this, options);
    }

    /** Opens a file, or makes it. Fails with {@link StoreUnusableException} and leaves the file as it is. */
    static StoreFile open(Path path, boolean forcesToDisk, StoreOptions options) {
        makeFolders(path);
        MVStore file = openFile(path);
        try {
            introduce(path, file);
            return new StoreFile(file, forcesToDisk, options);
        } catch (StoreUnusableException e) {
            file.closeImmediately();
            throw e;
        } catch (RuntimeException e) {
            file.closeImmediately();
            throw unreadable(path, e);
        }
    }

    private static void makeFolders(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new StoreUnusableException(
                    "store: " + path + ": its folder cannot be made (expected: a folder that may be written to)", e);
        }
    }

    private static MVStore openFile(Path path) {
        try {
            return new MVStore.Builder()
                    .fileName(path.toString())
                    .autoCommitDisabled()
                    .cacheSize(CACHE_MEGABYTES)
                    .open();
        } catch (MVStoreException e) {
            throw switch (e.getErrorCode()) {
                case DataUtils.ERROR_FILE_LOCKED ->
                    new StoreUnusableException(
                            "store: " + path + " is in use by another process (expected: one daemon for each file)", e);
                case DataUtils.ERROR_UNSUPPORTED_FORMAT -> newer(path, e);
                default -> unreadable(path, e);
            };
        } catch (RuntimeException e) {
            throw unreadable(path, e);
        }
    }

    private static void introduce(Path path, MVStore file) {
        boolean isNew = file.getMapNames().isEmpty();
        if (!isNew && !file.hasMap(ABOUT)) {
            throw unreadable(path, null);
        }
        MVMap<String, String> about = file.openMap(ABOUT, builder(StringDataType.INSTANCE));
        String format = about.get(FORMAT_KEY);
        if (format == null) {
            about.put(FORMAT_KEY, Integer.toString(FORMAT));
            about.put(EPOCH_KEY, UUID.randomUUID().toString());
            file.commit();
        } else if (Integer.parseInt(format) > FORMAT) {
            throw newer(path, null);
        }
    }

    private static StoreUnusableException newer(Path path, @Nullable Throwable cause) {
        return new StoreUnusableException(
                "store: " + path + " was written by a newer Spendbell (expected: format " + FORMAT
                        + " or older); run that version, or name another file",
                cause);
    }

    private static StoreUnusableException unreadable(Path path, @Nullable Throwable cause) {
        return new StoreUnusableException(
                "store: " + path
                        + " is damaged or no Spendbell store (expected: a file that Spendbell wrote); it was left as"
                        + " it is. Bring back a copy, or move it away to start with an empty store",
                cause);
    }

    TableStore store() {
        return store;
    }

    /** Makes everything written so far durable, as a whole. */
    void commit() {
        file.commit();
        if (forcesToDisk) {
            file.sync();
        }
    }

    /** Folds some of the journal and gives some of the file's unused space back. */
    void tidy(int mostFolded) {
        if (totals.hasUnfolded()) {
            totals.fold(mostFolded);
            commit();
        }
        file.compact(FILL_RATE, COMPACTED_AT_ONCE);
    }

    void close() {
        while (totals.hasUnfolded()) {
            totals.fold(Integer.MAX_VALUE);
        }
        commit();
        file.close(CLOSING_MILLIS);
    }

    /** Lets go of the file without writing. */
    void abandon() {
        file.closeImmediately();
    }

    @Override
    public Table<String, String> texts(String name) {
        return new MapTable<>(file.openMap(name, builder(StringDataType.INSTANCE)));
    }

    @Override
    public Table<String, Long> numbers(String name) {
        return new MapTable<>(file.openMap(name, builder(LongDataType.INSTANCE)));
    }

    @Override
    public Table<String, byte[]> bytes(String name) {
        return new MapTable<>(file.openMap(name, builder(ByteArrayDataType.INSTANCE)));
    }

    @Override
    public Totals totals() {
        return totals;
    }

    private static <V> MVMap.Builder<String, V> builder(DataType<V> values) {
        return new MVMap.Builder<String, V>().keyType(StringDataType.INSTANCE).valueType(values);
    }

    private record MapTable<V>(MVMap<String, V> map) implements Table<String, V> {
        @Override
        public @Nullable V get(String key) {
            return map.get(key);
        }

        @Override
        public void put(String key, V value) {
            map.put(key, value);
        }

        @Override
        public @Nullable V remove(String key) {
            return map.remove(key);
        }

        /** A cursor goes over the map as it was when it was asked for. */
        @Override
        public Iterator<Map.Entry<String, V>> from(@Nullable String first) {
            Cursor<String, V> cursor = map.cursor(first);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return cursor.hasNext();
                }

                @Override
                public Map.Entry<String, V> next() {
                    String key = cursor.next();
                    return Map.entry(key, cursor.getValue());
                }
            };
        }

        @Override
        public long size() {
            return map.sizeAsLong();
        }
    }
}
