package io.spendbell.store.core;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What stands for an event's id in a store: the first half of SHA-256 of its characters as they are, ill-formed ones too.
 * That two ids share one need not be thought of. Confined to one thread.
 */
public final class IdHash {
    public static final int BYTES = 2 * Long.BYTES;

    private final MessageDigest digest;

    public IdHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public byte[] of(String id) {
        ByteBuffer characters = ByteBuffer.allocate(2 * id.length());
        characters.asCharBuffer().put(id);
        return Arrays.copyOf(digest.digest(characters.array()), BYTES);
    }
}
