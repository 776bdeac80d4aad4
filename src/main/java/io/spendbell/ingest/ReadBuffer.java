package io.spendbell.ingest;

import io.netty.buffer.ByteBuf;

/** Room on the heap for what one read of a socket brings, used again for the next. Confined to one event loop. */
final class ReadBuffer {
    private byte[] bytes = new byte[0];

    /** An array that begins with all that is readable; valid until the next call. */
    byte[] filledFrom(ByteBuf read) {
        int length = read.readableBytes();
        if (length > bytes.length) {
            bytes = new byte[length];
        }
        read.readBytes(bytes, 0, length);
        return bytes;
    }
}
