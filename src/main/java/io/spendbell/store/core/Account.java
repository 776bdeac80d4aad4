package io.spendbell.store.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * An account of the ledger: its windows and a number for each, oldest window first. The number is the window's total, or
 * says where that stands.
 *
 * @param windows the windows that have a total
 */
public record Account(List<Window> windows) {
    public static final Account EMPTY = new Account(List.of());

    /** One window and its number. */
    public record Window(long startSecond, long value) {}

    public OptionalLong valueOf(long startSecond) {
        for (Window window : windows) {
            if (window.startSecond() == startSecond) {
                return OptionalLong.of(window.value());
            }
        }
        return OptionalLong.empty();
    }

    /** The account with a window's number, whether it had the window or not. */
    public Account with(long startSecond, long value) {
        List<Window> more = new ArrayList<>(windows.size() + 1);
        Window added = new Window(startSecond, value);
        boolean isAdded = false;
        for (Window window : windows) {
            if (!isAdded && window.startSecond() >= startSecond) {
                more.add(added);
                isAdded = true;
            }
            if (window.startSecond() != startSecond) {
                more.add(window);
            }
        }
        if (!isAdded) {
            more.add(added);
        }
        return new Account(more);
    }

    /** The account without the windows that began before a time. */
    public Account since(long startSecond) {
        return new Account(windows.stream()
                .filter(window -> window.startSecond() >= startSecond)
                .toList());
    }

    /** Whether it has no window that began at or after a time. */
    public boolean isOver(Instant keptSince) {
        return windows.stream().noneMatch(window -> window.startSecond() >= keptSince.getEpochSecond());
    }

    /** As it is stored: {@code start:number} of each window, separated by commas. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Window window : windows) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(window.startSecond())
                    .append(':')
                    .append(window.value());
        }
        return text.toString();
    }

    public static Account of(String text) {
        List<Window> windows = new ArrayList<>(2);
        int at = 0;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            windows.add(new Window(Long.parseLong(text, at, colon, 10), Long.parseLong(text, colon + 1, end, 10)));
            at = end + 1;
        }
        return new Account(windows);
    }
}
