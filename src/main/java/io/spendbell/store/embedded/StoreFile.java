package io.spendbell.store.embedded;

import io.spendbell.store.FileHold;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.StoreUnusableException;
import io.spendbell.store.core.Leases;
import io.spendbell.store.core.Table;
import io.spendbell.store.core.TableStore;
import io.spendbell.store.core.Tables;
import io.spendbell.store.core.Totals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
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
    /** Of {@link #open}: the newest version that the file holds, whatever it is. */
    static final long NEWEST = -1;

    private static final String MVSTORE = MVStore.class.getPackageName();

    private static final int CACHE_MEGABYTES = 8;

    /** Small, since what grows at its end (the journal, the ids) has its last page rewritten with each commit. */
    private static final int PAGE_BYTES = 4 << 10;

    private static final int FILL_RATE = 50;
    private static final int COMPACTED_AT_ONCE = 4 << 20;

    /**
     * How long unused space stays as it was where every commit is forced to the disk. Elsewhere it is MVStore's 45 seconds,
     * longer than an operating system keeps what was written to itself: after a loss of power the newest state whose parts
     * all reached the disk must not be overwritten by later ones. With 0 files come to harm.
     */
    private static final int FORCED_RETENTION_MILLIS = 5_000;

    private final Place place;
    private final FileHold hold;
    private final MVStore file;
    private final JournaledTotals totals;
    private final TableStore store;

    private StoreFile(Place place, FileHold hold, MVStore file, Leases leases) {
        this.place = place;
        this.hold = hold;
        this.file = file;
        this.totals = new JournaledTotals(file);
        this.store = new TableStore(this, place.options(), leases);
    }

    /**
     * Where the file is and how it is used.
     *
     * @param scheme what stands before the path for H2's file systems; empty for the plain one
     * @param format what is expected to stand in it
     */
    record Place(Path path, String scheme, boolean forcesToDisk, StoreOptions options, StoreFormat format) {
        Place(Path path, String scheme, boolean forcesToDisk, StoreOptions options) {
            this(path, scheme, forcesToDisk, options, StoreFormat.CURRENT);
        }

        StoreUnusableException fault(String what, @Nullable Throwable cause) {
            return new StoreUnusableException("store: " + path + " " + what, cause);
        }

        /** What a failure to open the file means. */
        StoreUnusableException fault(RuntimeException e) {
            return switch (e instanceof MVStoreException failure ? failure.getErrorCode() : DataUtils.ERROR_INTERNAL) {
                case DataUtils.ERROR_FILE_LOCKED -> inUse("by another process", e);
                case DataUtils.ERROR_UNSUPPORTED_FORMAT -> newer(e);
                case DataUtils.ERROR_WRITING_FAILED -> unwritable(e);
                default -> unreadable(e);
            };
        }

        StoreUnusableException inUse(String by, @Nullable Throwable cause) {
            return fault("is in use " + by + " (expected: one daemon for each file)", cause);
        }

        StoreUnusableException unwritable(Throwable cause) {
            return fault("could not be written or read (expected: a disk that works and has space left)", cause);
        }

        StoreUnusableException newer(@Nullable Throwable cause) {
            return fault(
                    "was written by a newer Spendbell (expected: format " + format.version()
                            + " or older); run that version, or name another file",
                    cause);
        }

        StoreUnusableException cutShort() {
            return fault(
                    "has lost its end since it was closed (expected: the whole file); it was left as it is."
                            + " Bring back a whole copy, or move it away to start with an empty store",
                    null);
        }

        StoreUnusableException unreadable(@Nullable Throwable cause) {
            return fault(
                    "is damaged or no Spendbell store (expected: a file that Spendbell wrote); it was left as it is."
                            + " Bring back a copy, or move it away to start with an empty store",
                    cause);
        }
    }

    /**
     * Opens a file, or makes it. Fails with {@link StoreUnusableException} and leaves the file as it is.
     *
     * @param version the version to go back to, or {@link #NEWEST}: a commit that failed may be in the file all the same
     */
    static StoreFile open(Place place, Leases leases, long version) {
        makeFolders(place);
        FileHold hold = FileHold.take(place.path());
        if (hold == null) {
            throw place.inUse("in this process already", null);
        }
        try {
            return open(place, hold, leases, version);
        } catch (RuntimeException | Error e) {
            hold.release();
            throw e;
        }
    }

    private static StoreFile open(Place place, FileHold hold, Leases leases, long version) {
        boolean isNew = !Files.exists(place.path());
        MVStore file = openFile(place);
        try {
            introduce(place, file, version);
            StoreFile open = new StoreFile(place, hold, file, leases);
            open.commit();
            if (isNew && place.forcesToDisk()) {
                StoreCopy.forceFolderOf(place.path());
            }
            return open;
        } catch (StoreUnusableException | Error e) {
            file.closeImmediately();
            throw e;
        } catch (RuntimeException | IOException e) {
            file.closeImmediately();
            throw e instanceof RuntimeException failure ? place.fault(failure) : place.unwritable(e);
        }
    }

    private static void makeFolders(Place place) {
        Path path = place.path().toAbsolutePath();
        Path folder = path.getParent();
        try {
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw place.fault("cannot be made (expected: a folder that may be written to)", e);
        }
        boolean isUsable = Files.exists(path)
                ? Files.isRegularFile(path) && Files.isWritable(path)
                : folder == null || Files.isWritable(folder);
        if (!isUsable) {
            throw place.fault("is not a file that may be written to (expected: one, or a folder to make it in)", null);
        }
    }

    private static MVStore openFile(Place place) {
        try {
            MVStore file = new MVStore.Builder()
                    .fileName(place.scheme() + place.path())
                    .autoCommitDisabled()
                    // Or else a large batch would be written in parts, and a crash could leave one of them.
                    .autoCommitBufferSize(0)
                    .pageSplitSize(PAGE_BYTES)
                    .cacheSize(CACHE_MEGABYTES)
                    .open();
            if (place.forcesToDisk()) {
                file.setRetentionTime(FORCED_RETENTION_MILLIS);
            }
            return file;
        } catch (RuntimeException e) {
            throw place.fault(e);
        }
    }

    private static void introduce(Place place, MVStore file, long version) {
        if (version == NEWEST) {
            refuseCutShort(place, file);
        } else if (file.getCurrentVersion() > version) {
            file.rollbackTo(version);
        }
        place.format().introduce(place, file);
    }

    /**
     * Where a file's end is missing, MVStore opens it at an earlier commit. After a crash that is right: the end was never
     * written. But a file that was closed names its last commit in its header.
     */
    private static void refuseCutShort(Place place, MVStore file) {
        Map<String, Object> header = file.getStoreHeader();
        if (header.containsKey("clean") && DataUtils.readHexLong(header, "version", 0) > file.getCurrentVersion()) {
            throw place.cutShort();
        }
    }

    TableStore store() {
        return store;
    }

    /** Makes everything written so far durable, as a whole. */
    void commit() {
        totals.write();
        file.commit();
        if (place.forcesToDisk()) {
            file.sync();
        }
    }

    /** The version that the last successful {@link #commit} made. */
    long durableVersion() {
        return file.getCurrentVersion();
    }

    /** Folds some of the journal and gives some of the file's unused space back. */
    void tidy() {
        if (totals.hasUnfolded()) {
            totals.fold();
            commit();
        }
        file.compact(FILL_RATE, COMPACTED_AT_ONCE);
    }

    /**
     * Folds the whole journal and lets go of the file. It is not compacted: MVStore does that with a retention of 0. Unused
     * space is used up after the next start.
     */
    void close() {
        commit();
        while (totals.hasUnfolded()) {
            totals.fold();
        }
        commit();
        file.close();
        hold.release();
    }

    /** Lets go of the file without writing. */
    void abandon() {
        file.closeImmediately();
        hold.release();
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

    /** Whatever was thrown in the midst of MVStore: it calls nothing of ours. A JVM may leave out where, of what it throws often. */
    @Override
    public boolean areAtFault(Throwable failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        return frames.length == 0
                || Arrays.stream(frames).anyMatch(frame -> frame.getClassName().startsWith(MVSTORE));
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
        public @Nullable V put(String key, V value) {
            return map.put(key, value);
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
    }
}
