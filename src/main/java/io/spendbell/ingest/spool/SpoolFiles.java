package io.spendbell.ingest.spool;

import io.spendbell.store.FileHold;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames in a folder, first in, first out: numbered files of bounded size, each frame with its length and check sum before it, and a mark up to
 * which all is done. A frame at the end that is not whole, as after a crash in the midst of writing it, was never acknowledged and is cut off. One that is damaged
 * is left out, and what its place holds is kept in a file beside it. A mark that was not written leaves frames to be done again. Every method blocks; not safe for use from several threads.
 */
final class SpoolFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
    private static final String SUFFIX = ".spool";
    static final int HEADER = SpoolFrames.HEADER;
    private static final long LARGEST_FILE = 8L << 20;
    private static final int FILES = 16;

    private final Path folder;
    private final long maxBytes;
    private final long fileBytes;
    private final DoneMark mark;
    private final NavigableMap<Long, Long> sizes = new TreeMap<>();
    private @Nullable FileHold hold;
    private @Nullable FileChannel lock;
    private @Nullable FileChannel last;
    private @Nullable FileChannel reading;
    private long readingNumber;
    private Mark next = new Mark(1, 0);
    private int waiting;
    private int unread;
    private final DamagedPlaces damaged = new DamagedPlaces();
    private int lost;
    private volatile long bytes;

    /** A place between two frames. */
    record Mark(long file, long offset) {}

    /**
     * What was appended together.
     *
     * @param end the place behind it
     */
    @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
    record Frame(byte[] bytes, Mark end) {}

    SpoolFiles(Path folder, long maxBytes) {
        this.folder = folder;
        this.mark = new DoneMark(folder);
        this.maxBytes = maxBytes;
        this.fileBytes = Math.min(LARGEST_FILE, maxBytes / FILES);
    }

    /**
     * Locks the folder, which is made where it is missing, and finds what is in it.
     *
     * @throws IOException if it is in use or cannot be used; the message says which
     */
    void open() throws IOException {
        Path locked = folder.resolve("lock");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw notWritable(e);
        }
        FileHold mine = FileHold.take(locked);
        if (mine == null) {
            throw inUse();
        }
        hold = mine;
        FileLock taken;
        try {
            lock = FileChannel.open(locked, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            taken = lock.tryLock();
        } catch (IOException e) {
            close();
            throw notWritable(e);
        }
        if (taken == null) {
            close();
            throw inUse();
        }
        try {
            next = mark.read();
            find();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private IOException notWritable(IOException cause) {
        return new IOException(folder + ": cannot be written to (expected: a folder of this daemon's own)", cause);
    }

    private IOException inUse() {
        return new IOException(folder + ": in use by another daemon (expected: a folder of this daemon's own)");
    }

    private void find() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().matches("\\d{19}" + SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            long number = Long.parseLong(file.getFileName().toString().substring(0, 19));
            if (number < next.file()) {
                Files.delete(file);
            } else {
                sizes.put(number, Files.size(file));
            }
        }
        if (!sizes.isEmpty() && sizes.firstKey() > next.file()) {
            next = new Mark(sizes.firstKey(), 0);
        }
        // After a loss of power less may be there than was done.
        next = new Mark(next.file(), Math.min(next.offset(), size(next.file())));
        for (long number : List.copyOf(sizes.keySet())) {
            scan(number, number == next.file() ? next.offset() : 0);
        }
        unread = waiting;
        count();
    }

    /** Counts the frames of a file, and sees to what is none. */
    private void scan(long number, long from) throws IOException {
        long size = size(number);
        long at = from;
        try (FileChannel file = FileChannel.open(path(number), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            while (at < size) {
                byte[] frame = SpoolFrames.at(file, at, size);
                if (frame != null) {
                    at += HEADER + frame.length;
                    waiting++;
                    continue;
                }
                long good = SpoolFrames.nextBehind(file, at, size);
                if (good < size) {
                    damaged.keep(file, path(number), new Mark(number, at), good);
                    at = good;
                } else {
                    cut(file, number, at);
                    return;
                }
            }
        }
    }

    /** Ends a file before what is not whole, and nothing whole behind it. */
    private void cut(FileChannel file, long number, long at) throws IOException {
        long size = size(number);
        if (number == sizes.lastKey() && SpoolFrames.isTorn(file, at, size)) {
            LOG.warn(
                    "Spool: the last {} bytes of {} are no whole batch and were never acknowledged",
                    size - at,
                    path(number));
        } else {
            Mark from = new Mark(number, at);
            damaged.keep(file, path(number), from, size);
            damaged.forget(from);
        }
        file.truncate(at);
        sizes.put(number, at);
    }

    boolean hasRoomFor(long more) {
        return bytes + HEADER + more <= maxBytes;
    }

    /** Appends frames, all of them durably or none. */
    void append(List<byte[]> frames) throws IOException {
        FileChannel file = last();
        long number = sizes.lastKey();
        long before = size(number);
        ByteBuffer all = SpoolFrames.of(frames);
        int length = all.remaining();
        try {
            long at = before;
            while (all.hasRemaining()) {
                at += file.write(all, at);
            }
            file.force(false);
        } catch (IOException e) {
            file.truncate(before);
            throw e;
        }
        sizes.put(number, before + length);
        waiting += frames.size();
        unread += frames.size();
        count();
    }

    private FileChannel last() throws IOException {
        FileChannel file = last;
        if (file != null && !sizes.isEmpty() && size(sizes.lastKey()) < fileBytes) {
            return file;
        }
        if (file != null) {
            file.close();
        }
        boolean goesOn = file == null && !sizes.isEmpty() && size(sizes.lastKey()) < fileBytes;
        long number = goesOn ? sizes.lastKey() : sizes.isEmpty() ? next.file() : sizes.lastKey() + 1;
        FileChannel opened = FileChannel.open(path(number), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (sizes.putIfAbsent(number, 0L) == null) {
            DoneMark.syncFolder(folder);
        }
        last = opened;
        return opened;
    }

    /** The next whole frame, or null where there is none that was not read yet. */
    @Nullable
    Frame read() throws IOException {
        while (true) {
            while (next.offset() >= size(next.file())) {
                Long following = sizes.higherKey(next.file());
                if (following == null) {
                    return null;
                }
                next = new Mark(following, 0);
            }
            FileChannel file = readingNext();
            byte[] found = SpoolFrames.at(file, next.offset(), size(next.file()));
            if (found != null) {
                next = new Mark(next.file(), next.offset() + HEADER + found.length);
                unread--;
                return new Frame(found, next);
            }
            leaveOut(file);
        }
    }

    private FileChannel readingNext() throws IOException {
        FileChannel file = reading;
        if (file == null || readingNumber != next.file()) {
            stopReading();
            file = FileChannel.open(path(next.file()), StandardOpenOption.READ);
            reading = file;
            readingNumber = next.file();
        }
        return file;
    }

    /** Goes on behind what is damaged, some of it perhaps since it was counted. */
    private void leaveOut(FileChannel file) throws IOException {
        Long known = damaged.end(next);
        if (known != null) {
            next = new Mark(next.file(), known);
            return;
        }
        long good = SpoolFrames.nextBehind(file, next.offset(), size(next.file()));
        damaged.keep(file, path(next.file()), next, good);
        next = new Mark(next.file(), good);
        int left = countUnread();
        lost += unread - left;
        waiting -= unread - left;
        unread = left;
        if (waiting == 0) {
            done(next, 0);
        }
    }

    private int countUnread() throws IOException {
        int count = 0;
        for (long number : sizes.tailMap(next.file()).keySet()) {
            long at = number == next.file() ? next.offset() : 0;
            try (FileChannel file = FileChannel.open(path(number), StandardOpenOption.READ)) {
                while (at < size(number)) {
                    byte[] frame = SpoolFrames.at(file, at, size(number));
                    count += frame == null ? 0 : 1;
                    at = frame == null ? SpoolFrames.nextBehind(file, at, size(number)) : at + HEADER + frame.length;
                }
            }
        }
        return count;
    }

    /** How many frames were found to be lost since this was asked last, of those that were said to wait. */
    int takeLost() {
        int taken = lost;
        lost = 0;
        return taken;
    }

    /** In how many places damage was found since this was asked last. */
    int takeDamages() {
        return damaged.takeFound();
    }

    /** Notes that all frames before a place are done, so many that were not before, and takes away files that are of no use any more. */
    void done(Mark mark, int frames) throws IOException {
        waiting -= frames;
        boolean isEmpty = waiting == 0 && !sizes.isEmpty();
        Mark upTo = isEmpty ? new Mark(sizes.lastKey() + 1, 0) : mark;
        this.mark.write(upTo);
        if (isEmpty) {
            stopReading();
            if (last != null) {
                last.close();
                last = null;
            }
            next = upTo;
        }
        Map<Long, Long> useless = sizes.headMap(upTo.file());
        for (long number : List.copyOf(useless.keySet())) {
            Files.deleteIfExists(path(number));
        }
        useless.clear();
        damaged.forgetBefore(upTo.file());
        count();
    }

    /** How many frames are not done. */
    int waiting() {
        return waiting;
    }

    /** How much room all files take; may be asked from any thread. */
    long bytes() {
        return bytes;
    }

    private void count() {
        bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    void close() throws IOException {
        stopReading();
        List<FileChannel> open = new ArrayList<>();
        if (last != null) {
            open.add(last);
        }
        if (lock != null) {
            open.add(lock);
        }
        last = null;
        lock = null;
        for (FileChannel each : open) {
            each.close();
        }
        if (hold != null) {
            hold.release();
            hold = null;
        }
    }

    private void stopReading() throws IOException {
        if (reading != null) {
            reading.close();
            reading = null;
        }
    }

    private long size(long number) {
        return sizes.getOrDefault(number, 0L);
    }

    private Path path(long number) {
        return folder.resolve("%019d%s".formatted(number, SUFFIX));
    }
}
