package io.spendbell.store.embedded;

import io.spendbell.store.FileHold;
import io.spendbell.store.StoreUnusableException;
import io.spendbell.store.core.Leases;
import io.spendbell.store.core.Table;
import io.spendbell.store.core.TableStore;
import io.spendbell.store.core.Tables;
import io.spendbell.store.core.Totals;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/** The open file and the tables in it. Confined to the store's thread. */
final class StoreFile implements Tables {
    private static final String MVSTORE = MVStore.class.getPackageName();

    private static final int FILL_RATE = 50;
    private static final int COMPACTED_AT_ONCE = 4 << 20;

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
     * Opens a file, or makes it. Fails with {@link StoreUnusableException} and leaves the file as it is.
     *
     * @param version the version to go back to, or {@link Opening#NEWEST}: a commit that failed may be in the file all the same
     */
    static StoreFile open(Place place, Leases leases, long version) {
        Opening.makeFolders(place);
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
        MVStore file = Opening.open(place, version, made -> new StoreFile(place, hold, made, new Leases()).commit());
        try {
            StoreFile open = new StoreFile(place, hold, file, leases);
            open.commit();
            return open;
        } catch (RuntimeException e) {
            file.closeImmediately();
            throw place.fault(e);
        } catch (Error e) {
            file.closeImmediately();
            throw e;
        }
    }

    TableStore store() {
        return store;
    }

    /** Has the next commit write something though nothing has changed. */
    void touch() {
        place.format().write(file);
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
        if (file.compact(FILL_RATE, COMPACTED_AT_ONCE) && place.forcesToDisk()) {
            file.sync();
        }
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
