package io.spendbell.store.embedded;

import io.spendbell.store.StoreOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** Files on a disk that fails on request; one at a time, for all files with the scheme {@code faulty:}. */
public final class FaultyFiles extends FilePathWrapper {
    static final String SCHEME = "faulty:";

    private static volatile Fault fault = Fault.NONE;

    /** What becomes of the next writes. */
    public enum Fault {
        NONE,
        /** Nothing is written. */
        FULL,
        /** Half of it is written. */
        HALF,
        /** All of it is written, and yet it fails. */
        AFTER_WRITING,
        /** Writes succeed, forcing to the disk fails. */
        FORCE
    }

    /** A store in a file on such a disk, which is well so far. */
    public static EmbeddedStore store(Path file, StoreOptions options) {
        register();
        return new EmbeddedStore(new Place(file, SCHEME, true, options));
    }

    static void register() {
        FilePath.register(new FaultyFiles());
        fault = Fault.NONE;
    }

    public static void set(Fault next) {
        fault = next;
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(super.open(mode));
    }

    private static final class Channel extends FileBaseDefault {
        private final FileChannel channel;

        Channel(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            switch (fault) {
                case FULL -> throw new IOException("No space left on device");
                case HALF -> {
                    from.limit(from.position() + from.remaining() / 2);
                    channel.write(from, position);
                    throw new IOException("No space left on device");
                }
                case AFTER_WRITING -> {
                    channel.write(from, position);
                    throw new IOException("Input/output error");
                }
                default -> {
                    return channel.write(from, position);
                }
            }
        }

        @Override
        public void force(boolean metaData) throws IOException {
            if (fault == Fault.FORCE) {
                throw new IOException("Input/output error");
            }
            channel.force(metaData);
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return channel.read(to, position);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }
    }
}
