package io.spendbell.redis;

import io.spendbell.config.RedisConfig;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;

/** Tells in one line why Redis cannot be used: what failed, and the cause behind it, without what logs in. */
final class Reason {
    private static final int LONGEST = 300;
    private static final int MOST_CAUSES = 20;

    /** The client lists the failures of several nodes so. */
    private static final Pattern LINE_END = Pattern.compile("\\s*\\R[\\s-]*");

    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z_]\\w*\\.){2,}([A-Z][\\w$]*)(: )?");
    private static final Pattern LOGIN = Pattern.compile("//[^/\\s@]*@");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private Reason() {}

    static String of(Throwable failure, RedisConfig config) {
        String top = line(failure);
        String deepest = line(deepest(failure));
        String both = top.contains(deepest) ? top : top + ": " + deepest;
        String password = config.password();
        return LOGIN.matcher(password == null ? both : both.replace(password, "***"))
                .replaceAll("//")
                .transform(Reason::bounded);
    }

    private static Throwable deepest(Throwable failure) {
        Throwable deepest = failure;
        for (int i = 0; i < MOST_CAUSES && deepest.getCause() != null; i++) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    private static String line(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return "the other end closed the connection";
        }
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        String joined = LINE_END.matcher(message.strip()).replaceAll("; ");
        return CONTROL.matcher(CLASS_NAME
                        .matcher(joined)
                        .replaceAll(
                                name -> name.group(2) == null ? name.group(1).replace("$", "\\$") : ""))
                .replaceAll(" ");
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
