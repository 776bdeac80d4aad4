package io.spendbell.store.embedded;

import io.spendbell.store.StoreUnusableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Consumer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A file is made under another name, and has its own once it holds a whole store: so a file that is there and holds none has lost
 * it, and is no new one. It is closed in between, because MVStore names the newest commit in the header of a file that was closed
 * and in the commit after that: from the first commit on the header says that there was more than what the file was made with.
 */
/** How a store's file comes to be open: made where there is none, refused where it has lost something. */
final class Opening {
    /** The newest version that the file holds, whatever it is. */
    static final long NEWEST = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    /** What a file is made with. */
    private static final long FIRST = 1;

    /** How many versions are written, at most, between two times at which a file is forced to the disk. */
    private static final long MOST_UNFORCED = 4;

    private static final int CACHE_MEGABYTES = 8;

    /** Small, since what grows at its end (the journal, the ids) has its last page rewritten with each commit. */
    private static final int PAGE_BYTES = 4 << 10;

    /**
     * How long unused space stays as it was where every commit is forced to the disk. Elsewhere it is MVStore's 45 seconds,
     * longer than an operating system keeps what was written to itself: after a loss of power the newest state whose parts
     * all reached the disk must not be overwritten by later ones. With 0 files come to harm.
     */
    private static final int FORCED_RETENTION_MILLIS = 5_000;

    private Opening() {}

    /** Makes the folders that are missing; fails where the file could not be written to. */
    static void makeFolders(Place place) {
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

    /**
     * Opens a file, in which the format is this version's then, if not committed.
     *
     * @param version the version to go back to, or {@link #NEWEST}
     * @param fill writes what a new file is to hold
     * @throws StoreUnusableException if it cannot be; it is as it was then
     */
    static MVStore open(Place place, long version, Consumer<MVStore> fill) {
        boolean isThere = Files.exists(place.path());
        if (!isThere && version != NEWEST) {
            throw place.gone();
        }
        try {
            if (isThere && Files.size(place.path()) == 0) {
                throw place.empty();
            }
            return isThere ? openThere(place, version) : make(place, fill);
        } catch (IOException e) {
            throw place.unwritable(e);
        }
    }

    private static MVStore openThere(Place place, long version) {
        MVStore file = openFile(place, place.path());
        return orClose(place, file, () -> {
            if (version == NEWEST) {
                refuseCutShort(place, file);
            } else if (file.getCurrentVersion() < version) {
                throw place.cutShort();
            } else if (file.getCurrentVersion() > version) {
                file.rollbackTo(version);
            }
            place.format().introduce(place, file);
        });
    }

    /**
     * Where a file's end is missing, MVStore opens it at an earlier commit. After the end of a process that is right: the end
     * was never written, and its header is written after what it names. A loss of power may have taken what the header names,
     * of a file that is forced to the disk no more than what was being written; and nothing takes all commits that there were.
     */
    private static void refuseCutShort(Place place, MVStore file) {
        Map<String, Object> header = file.getStoreHeader();
        long found = file.getCurrentVersion();
        long missing = DataUtils.readHexLong(header, "version", 0) - found;
        if (missing <= 0) {
            return;
        }
        if (header.containsKey("clean") || found <= FIRST || (place.forcesToDisk() && missing > MOST_UNFORCED)) {
            throw place.cutShort();
        }
        LOG.warn(
                "store: {} has lost its last commits, {} or more, as after a loss of power; it goes on as it was before them",
                place.path(),
                missing);
    }

    private static MVStore make(Place place, Consumer<MVStore> fill) throws IOException {
        Path path = target(place.path());
        Path unfinished = Path.of(path + ".unfinished");
        clear(place, unfinished);
        MVStore made = openFile(place, unfinished);
        orClose(place, made, () -> {
            place.format().write(made);
            fill.accept(made);
            made.sync();
            made.close();
        });
        MVStore file = openFile(place, unfinished);
        return orClose(place, file, () -> {
            place.format().introduce(place, file);
            // Under its lock, so that nobody else makes or takes it meanwhile; and in nobody's place.
            Files.move(unfinished, path);
            StoreCopy.forceFolderOf(path);
        });
    }

    /** A link that leads to no file yet stays what it is. */
    private static Path target(Path path) throws IOException {
        return Files.isSymbolicLink(path) ? path.resolveSibling(Files.readSymbolicLink(path)) : path;
    }

    /** Empties what is left of a process that ended while it made a file. */
    private static void clear(Place place, Path unfinished) throws IOException {
        if (!Files.exists(unfinished)) {
            return;
        }
        try (FileChannel left = FileChannel.open(unfinished, StandardOpenOption.WRITE);
                FileLock lock = left.tryLock()) {
            if (lock == null) {
                throw place.inUse("by another process", null);
            }
            // Or else somebody gave it its name before its lock was free: then it is a store.
            if (Files.exists(unfinished)) {
                left.truncate(0);
            }
        }
    }

    private static MVStore openFile(Place place, Path path) {
        try {
            MVStore file = new MVStore.Builder()
                    .fileName(place.scheme() + path)
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

    private interface Step {
        void run() throws IOException;
    }

    private static MVStore orClose(Place place, MVStore file, Step step) {
        try {
            step.run();
            return file;
        } catch (StoreUnusableException | Error e) {
            file.closeImmediately();
            throw e;
        } catch (FileAlreadyExistsException e) {
            file.closeImmediately();
            throw place.inUse("by another process", e);
        } catch (RuntimeException | IOException e) {
            file.closeImmediately();
            throw e instanceof RuntimeException failure ? place.fault(failure) : place.unwritable(e);
        }
    }
}
