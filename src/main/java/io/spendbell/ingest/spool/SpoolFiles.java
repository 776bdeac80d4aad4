package io.spendbell.ingest.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames in a folder, first in, first out: numbered files of bounded size, each frame with its length and check sum before it, and a mark up to
 * which all is done. A frame that is not whole, as after a crash in the midst of writing it, was never acknowledged: it ends its file. A mark that was
 * not written leaves frames to be done again. Every method blocks; not safe for use from several threads.
 */
final class SpoolFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
    private static final String SUFFIX = ".spool";
    static final int HEADER = 8;
    private static final long LARGEST_FILE = 8L << 20;
    private static final int FILES = 16;

    private final Path folder;
    private final long maxBytes;
    private final long fileBytes;
    private final NavigableMap<Long, Long> sizes = new TreeMap<>();
    private @Nullable FileChannel lock;
    private @Nullable FileChannel last;
    private @Nullable FileChannel reading;
    private long readingNumber;
    private Mark next = new Mark(1, 0);
    private int waiting;
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
        this.maxBytes = maxBytes;
        this.fileBytes = Math.min(LARGEST_FILE, maxBytes / FILES);
    }

    /**
     * Locks the folder, which is made where it is missing, and finds what is in it.
     *
     * @throws IOException if it is in use or cannot be used; the message says which
     */
    void open() throws IOException {
        try {
            Files.createDirectories(folder);
            lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(folder + ": cannot be written to (expected: a folder of this daemon's own)", e);
        }
        FileLock taken;
        try {
            taken = lock.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null;
        }
        if (taken == null) {
            close();
            throw new IOException(folder + ": in use by another daemon (expected: a folder of this daemon's own)");
        }
        next = readMark();
        find();
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
            long good = scan(number, number == next.file() ? next.offset() : 0);
            cut(number, good);
        }
        count();
    }

    /** How much of a file is whole frames; those after {@code from} are counted. */
    private long scan(long number, long from) throws IOException {
        long size = size(number);
        long at = Math.min(from, size);
        try (FileChannel file = FileChannel.open(path(number), StandardOpenOption.READ)) {
            Frame frame;
            while (at < size && (frame = read(file, number, at, size)) != null) {
                at = frame.end().offset();
                waiting++;
            }
        }
        return at;
    }

    private void cut(long number, long good) throws IOException {
        long rest = size(number) - good;
        if (rest == 0) {
            return;
        }
        if (number == sizes.lastKey()) {
            LOG.warn(
                    "Spool: the last {} bytes of {} are no whole batch and were never acknowledged",
                    rest,
                    path(number));
        } else {
            LOG.error("Spool: {} is damaged: {} bytes of it are left out", path(number), rest);
        }
        try (FileChannel file = FileChannel.open(path(number), StandardOpenOption.WRITE)) {
            file.truncate(good);
        }
        sizes.put(number, good);
    }

    boolean hasRoomFor(long more) {
        return bytes + HEADER + more <= maxBytes;
    }

    /** Appends frames, all of them durably or none. */
    void append(List<byte[]> frames) throws IOException {
        FileChannel file = last();
        long number = sizes.lastKey();
        long before = size(number);
        ByteBuffer all = ByteBuffer.allocate(
                frames.stream().mapToInt(frame -> HEADER + frame.length).sum());
        for (byte[] frame : frames) {
            all.putInt(frame.length).putInt(checkSum(frame)).put(frame);
        }
        all.flip();
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
        sizes.putIfAbsent(number, 0L);
        last = opened;
        return opened;
    }

    /** The next frame, or null where there is none that was not read yet. */
    @Nullable
    Frame read() throws IOException {
        while (next.offset() >= size(next.file())) {
            Long following = sizes.higherKey(next.file());
            if (following == null) {
                return null;
            }
            next = new Mark(following, 0);
        }
        FileChannel file = reading;
        if (file == null || readingNumber != next.file()) {
            stopReading();
            file = FileChannel.open(path(next.file()), StandardOpenOption.READ);
            reading = file;
            readingNumber = next.file();
        }
        Frame frame = read(file, next.file(), next.offset(), size(next.file()));
        if (frame == null) {
            throw new IOException(path(next.file()) + ": cannot be read at byte " + next.offset());
        }
        next = frame.end();
        return frame;
    }

    private static @Nullable Frame read(FileChannel file, long number, long at, long size) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        if (at + HEADER > size || !fill(file, header, at)) {
            return null;
        }
        int length = header.getInt(0);
        if (length <= 0 || length > size - at - HEADER) {
            return null;
        }
        byte[] bytes = new byte[length];
        boolean isWhole = fill(file, ByteBuffer.wrap(bytes), at + HEADER) && checkSum(bytes) == header.getInt(4);
        return isWhole ? new Frame(bytes, new Mark(number, at + HEADER + length)) : null;
    }

    private static boolean fill(FileChannel file, ByteBuffer buffer, long from) throws IOException {
        long at = from;
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, at);
            if (count < 0) {
                return false;
            }
            at += count;
        }
        return true;
    }

    /** Notes that all frames before a place are done, so many that were not before, and takes away files that are of no use any more. */
    void done(Mark mark, int frames) throws IOException {
        waiting -= frames;
        boolean isEmpty = waiting == 0 && !sizes.isEmpty();
        Mark upTo = isEmpty ? new Mark(sizes.lastKey() + 1, 0) : mark;
        writeMark(upTo);
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
    }

    private void stopReading() throws IOException {
        if (reading != null) {
            reading.close();
            reading = null;
        }
    }

    private Mark readMark() throws IOException {
        Path file = folder.resolve("done");
        if (!Files.exists(file)) {
            return new Mark(1, 0);
        }
        String[] words = Files.readString(file).strip().split(" ", -1);
        try {
            return new Mark(Long.parseLong(words[0]), Long.parseLong(words[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            LOG.warn("Spool: {} is not readable: what is there is handed on from its beginning", file);
            return new Mark(1, 0);
        }
    }

    private void writeMark(Mark mark) throws IOException {
        Path fresh = folder.resolve("done.new");
        Files.writeString(fresh, mark.file() + " " + mark.offset() + "\n");
        Files.move(fresh, folder.resolve("done"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private long size(long number) {
        return sizes.getOrDefault(number, 0L);
    }

    private Path path(long number) {
        return folder.resolve("%019d%s".formatted(number, SUFFIX));
    }

    private static int checkSum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}
