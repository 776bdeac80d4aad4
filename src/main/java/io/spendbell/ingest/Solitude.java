package io.spendbell.ingest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees to it that an entry which is handled alone is so over all streams of a process. Confined to one context. */
final class Solitude {
    private final List<Member> members = new ArrayList<>();
    private @Nullable Member owner;

    /** Who reads a stream. */
    interface Member {
        /** Whether it neither reads nor has anything under way. */
        boolean isIdle();

        /** Looks again whether it may go on. */
        void goOn();
    }

    void join(Member member) {
        members.add(member);
    }

    /** Whether nobody else is alone, or waits to be. */
    boolean mayRead(Member member) {
        return owner == null || owner == member;
    }

    /** Whether a member is alone now. If not, no other begins to read until it was and has left. */
    boolean enter(Member member) {
        if (owner == null) {
            owner = member;
        }
        return owner == member && members.stream().allMatch(each -> each == member || each.isIdle());
    }

    void leave(Member member) {
        if (owner == member) {
            owner = null;
            members.stream().filter(each -> each != member).forEach(Member::goOn);
        }
    }

    /** Has the one who waits look whether it is alone now. */
    void tellOwner() {
        if (owner != null) {
            owner.goOn();
        }
    }
}
