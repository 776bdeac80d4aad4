package io.spendbell.replay;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Gives the rows of a trace that names nobody their owners: by the row's number and a seed a key, drawn so that a few keys
 * do most of the calls; each key belongs to one user and each user to one team. Immutable.
 */
public final class Spread {
    /** The most keys, users or teams that rows can be spread over. */
    public static final int MOST = Zipf.MOST_RANKS;

    /** The numbers of the streams that are drawn from, as docs/replay.md states them. */
    static final int KEY_STREAM = 1;

    static final int USER_STREAM = 2;
    static final int TEAM_STREAM = 3;
    static final int MODEL_STREAM = 4;
    static final int PRICE_STREAM = 5;

    private final long seed;
    private final Sizes sizes;
    private final Zipf keyRanks;
    private final int userOffset;
    private final int teamOffset;

    /** Over how many keys, users and teams; each from 1 to {@link #MOST}. */
    public record Sizes(int keys, int users, int teams) {}

    /** Whose a row is. */
    record Owner(String token, String keyAlias, String userId, String teamId, String teamAlias) {}

    public Spread(long seed, Sizes sizes) {
        this.seed = seed;
        this.sizes = sizes;
        this.keyRanks = new Zipf(sizes.keys());
        this.userOffset = (int) SplitMix.below(SplitMix.draw(seed, USER_STREAM, 0), sizes.users());
        this.teamOffset = (int) SplitMix.below(SplitMix.draw(seed, TEAM_STREAM, 0), sizes.teams());
    }

    long seed() {
        return seed;
    }

    /** The owner of the row of that number, from 0. */
    Owner owner(long row) {
        int key = keyRanks.rank(SplitMix.draw(seed, KEY_STREAM, row));
        int user = (int) ((key + (long) userOffset) % sizes.users());
        int team = (int) ((user + (long) teamOffset) % sizes.teams());
        String keyAlias = numbered("key-", key, sizes.keys());
        return new Owner(
                sha256("sk-replay-" + seed + "-" + key),
                keyAlias,
                numbered("user-", user, sizes.users()),
                numbered("team-", team, sizes.teams()),
                numbered("Team ", team, sizes.teams()));
    }

    /** Padded with zeros to the digits of the highest number, two at least, so that names sort as numbers do. */
    private static String numbered(String prefix, int number, int count) {
        String digits = Integer.toString(number);
        int width = Math.max(2, Integer.toString(count - 1).length());
        return prefix + "0".repeat(width - digits.length()) + digits;
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
