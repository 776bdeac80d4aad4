package io.spendbell.ingest.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
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
    static final int HEADER = SpoolFrames.HEADER;
    private static final long LARGEST_FILE = 8L << 20;
    private static final int FILES = 16;

    private final Path folder;
    private final long maxBytes;
    private final long fileBytes;
    private final DoneMark mark;
    private final SpoolSegments segments;
    private @Nullable FolderLock lock;
    private @Nullable FileChannel last;
    private @Nullable FileChannel reading;
    private long readingNumber;
    private Mark next = new Mark(1, 0);
    private int waiting;
    private int unread;
    private final DamagedPlaces damaged = new DamagedPlaces();
    private int lost;

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
        this.segments = new SpoolSegments(folder);
        this.maxBytes = maxBytes;
        this.fileBytes = Math.min(LARGEST_FILE, maxBytes / FILES);
    }

    /**
     * Locks the folder, which is made where it is missing, and finds what is in it.
     *
     * @throws IOException if it is in use or cannot be used; the message says which
     */
    void open() throws IOException {
        lock = FolderLock.take(folder);
        try {
            next = mark.read();
            find();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void find() throws IOException {
        segments.find(next.file());
        if (!segments.isEmpty() && segments.first() > next.file()) {
            next = new Mark(segments.first(), 0);
        }
        // After a loss of power less may be there than was done.
        next = new Mark(next.file(), Math.min(next.offset(), segments.size(next.file())));
        for (long number : segments.from(next.file())) {
            scan(number, number == next.file() ? next.offset() : 0);
        }
        unread = waiting;
    }

    /** Counts the frames of a file, and sees to what is none. */
    private void scan(long number, long from) throws IOException {
        long size = segments.size(number);
        long at = from;
        try (FileChannel file =
                FileChannel.open(segments.path(number), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            while (at < size) {
                byte[] frame = SpoolFrames.at(file, at, size);
                if (frame != null) {
                    at += HEADER + frame.length;
                    waiting++;
                    continue;
                }
                long good = SpoolFrames.nextBehind(file, at, size);
                if (good < size) {
                    damaged.keep(file, segments.path(number), new Mark(number, at), good);
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
        long size = segments.size(number);
        if (number == segments.last() && SpoolFrames.isTorn(file, at, size)) {
            LOG.warn(
                    "Spool: the last {} bytes of {} are no whole batch and were never acknowledged",
                    size - at,
                    segments.path(number));
        } else {
            Mark from = new Mark(number, at);
            damaged.keep(file, segments.path(number), from, size);
            damaged.forget(from);
        }
        file.truncate(at);
        segments.resize(number, at);
    }

    boolean hasRoomFor(long more) {
        return bytes() + HEADER + more <= maxBytes;
    }

    /** Appends frames, all of them durably or none. */
    void append(List<byte[]> frames) throws IOException {
        FileChannel file = last();
        long number = segments.last();
        long before = segments.size(number);
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
        segments.resize(number, before + length);
        waiting += frames.size();
        unread += frames.size();
    }

    private FileChannel last() throws IOException {
        FileChannel file = last;
        boolean hasRoom = !segments.isEmpty() && segments.size(segments.last()) < fileBytes;
        if (file != null) {
            if (hasRoom) {
                return file;
            }
            file.close();
        }
        boolean goesOn = file == null && hasRoom;
        long number = goesOn ? segments.last() : segments.isEmpty() ? next.file() : segments.last() + 1;
        FileChannel opened =
                FileChannel.open(segments.path(number), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!goesOn) {
            segments.resize(number, 0);
            DoneMark.syncFolder(folder);
        }
        last = opened;
        return opened;
    }

    /** The next whole frame, or null where there is none that was not read yet. */
    @Nullable
    Frame read() throws IOException {
        while (true) {
            while (next.offset() >= segments.size(next.file())) {
                Long following = segments.behind(next.file());
                if (following == null) {
                    return null;
                }
                next = new Mark(following, 0);
            }
            FileChannel file = readingNext();
            byte[] found = SpoolFrames.at(file, next.offset(), segments.size(next.file()));
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
            file = FileChannel.open(segments.path(next.file()), StandardOpenOption.READ);
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
        long good = SpoolFrames.nextBehind(file, next.offset(), segments.size(next.file()));
        damaged.keep(file, segments.path(next.file()), next, good);
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
        for (long number : segments.from(next.file())) {
            long at = number == next.file() ? next.offset() : 0;
            try (FileChannel file = FileChannel.open(segments.path(number), StandardOpenOption.READ)) {
                while (at < segments.size(number)) {
                    byte[] frame = SpoolFrames.at(file, at, segments.size(number));
                    count += frame == null ? 0 : 1;
                    at = frame == null
                            ? SpoolFrames.nextBehind(file, at, segments.size(number))
                            : at + HEADER + frame.length;
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
        boolean isEmpty = waiting == 0 && !segments.isEmpty();
        Mark upTo = isEmpty ? new Mark(segments.last() + 1, 0) : mark;
        this.mark.write(upTo);
        if (isEmpty) {
            stopReading();
            stopWriting();
            next = upTo;
        }
        segments.deleteBefore(upTo.file());
        damaged.forgetBefore(upTo.file());
    }

    /** How many frames are not done. */
    int waiting() {
        return waiting;
    }

    /** How much room all files take; may be asked from any thread. */
    long bytes() {
        return segments.bytes();
    }

    void close() throws IOException {
        stopReading();
        stopWriting();
        if (lock != null) {
            lock.release();
            lock = null;
        }
    }

    private void stopWriting() throws IOException {
        if (last != null) {
            last.close();
            last = null;
        }
    }

    private void stopReading() throws IOException {
        if (reading != null) {
            reading.close();
            reading = null;
        }
    }
}
