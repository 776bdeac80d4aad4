package io.spendbell.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a Redis that answers takes no writes, whichever they are. Named as Redis itself begins its answers. */
public enum WriteRefusal {
    OOM("it is full"),
    MISCONF("it cannot write to its disk"),
    READONLY("it is a replica"),
    NOREPLICAS("too few replicas follow it"),
    MASTERDOWN("its master is away"),
    LOADING("it is still loading"),
    CLUSTERDOWN("its cluster is down"),
    BUSY("a script does not end");

    /** What a script was refused is told by an error of the script, in older servers. */
    private static final Pattern ANSWER = Pattern.compile("(?:ERR Error running script.*?: -)?("
            + Stream.of(values()).map(WriteRefusal::name).collect(Collectors.joining("|")) + ")\\b.*");

    private final String meaning;

    WriteRefusal(String meaning) {
        this.meaning = meaning;
    }

    /** What a failed command was refused for; null where it failed for something else. */
    public static @Nullable WriteRefusal of(Throwable failure) {
        Matcher answer = ANSWER.matcher(
                String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
        return answer.matches() ? valueOf(answer.group(1)) : null;
    }

    /** As it may be shown. */
    @Override
    public String toString() {
        return name() + ", " + meaning;
    }
}
