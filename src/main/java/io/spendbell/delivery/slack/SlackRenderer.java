package io.spendbell.delivery.slack;

import io.spendbell.alert.Level;
import io.spendbell.delivery.Message;
import io.spendbell.delivery.Presentation;
import io.spendbell.delivery.Renderer;
import io.spendbell.delivery.slack.Block.Text;
import io.spendbell.delivery.text.AlertText;
import io.spendbell.delivery.text.CleanText;
import io.spendbell.delivery.text.DigestText;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lays alerts out for Slack: one in a message has a heading and all its facts, several share a message as compact entries,
 * and too many are folded into a list. Handed-in alerts that say the same share an entry that counts them. Each message
 * keeps within {@link Limits}.
 */
public final class SlackRenderer implements Renderer {
    private static final int NAMED_IN_FOLD = 50;

    /** One line of a fold, so that all its lines leave room for the ids. */
    private static final int FOLD_LINE = 120;

    private static final int FOLD_IDS = 1_950;
    private static final int FOLD_FALLBACK_LINE = 400;

    /** The ids of one entry, so that those of as many as share a message leave room for what happened. */
    private static final int FALLBACK_IDS = 1_200;

    /** A longer URL is not linked: it would take the place of alerts. */
    private static final int LONGEST_URL = 200;

    private static final String ALERTS = "/v1/alerts";
    private static final String NEXT_ENTRY = "\n\n";

    private final Presentation presentation;

    public SlackRenderer(Presentation presentation) {
        this.presentation = presentation;
    }

    @Override
    public List<Message> pack(List<Delivery> deliveries, Instant now) {
        List<Message> messages = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        for (Entry entry : Entry.of(deliveries, presentation, now)) {
            List<Block> more = entry.amongOthers();
            if (!entries.isEmpty() && !fits(blocks, more)) {
                messages.add(message(entries, blocks));
                entries.clear();
                blocks.clear();
            }
            entries.add(entry);
            blocks.addAll(more);
        }
        if (!entries.isEmpty()) {
            messages.add(message(entries, blocks));
        }
        return messages;
    }

    @Override
    public Message fold(List<Delivery> deliveries, Instant now) {
        List<Entry> named = Entry.of(deliveries, NAMED_IN_FOLD, presentation, now);
        List<Delivery> namedDeliveries = deliveriesOf(named);
        int more = deliveries.size() - namedDeliveries.size();
        String heading = foldHeading(deliveries);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Header(heading));
        blocks.addAll(list(named));
        blocks.add(new Block.Section(Text.marked(
                whereToSeeThem(more, hasLink() ? link(ALERTS, presentation.publicUrl() + ALERTS) : ""))));
        List<Text> small = new ArrayList<>();
        AlertText.notes(deliveries, presentation, now).forEach(note -> small.add(Text.plain(note)));
        small.addAll(Entry.ids(namedDeliveries, FOLD_IDS));
        blocks.add(new Block.Context(small));
        String lines = named.stream()
                .map(entry -> "• " + Mrkdwn.unmarked(entry.line(), FOLD_FALLBACK_LINE))
                .collect(Collectors.joining("\n"));
        String ids = String.join(" ", Entry.idWords(namedDeliveries, FOLD_IDS));
        String text = Mrkdwn.unmarked(heading) + "\n" + lines + "\n"
                + whereToSeeThem(more, hasLink() ? escapedUrl(ALERTS) : "") + "\n" + Mrkdwn.unmarked(ids);
        return new Message(Payload.of(text, blocks), List.copyOf(deliveries));
    }

    @Override
    public List<Message> digest(List<Delivery> deliveries, Instant now) {
        return SlackDigest.messages(DigestText.of(deliveries, presentation, now), links());
    }

    /** @param compact the entries' blocks, for several of them */
    private Message message(List<Entry> entries, List<Block> compact) {
        List<Delivery> deliveries = deliveriesOf(entries);
        if (entries.size() == 1) {
            Entry only = entries.get(0);
            return new Message(
                    Payload.of(Mrkdwn.unmarked(only.plain(), Limits.FALLBACK), only.alone(links())), deliveries);
        }
        String heading = heading(deliveries);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Header(heading));
        blocks.addAll(compact);
        if (!links().isEmpty()) {
            blocks.add(new Block.Context(links()));
        }
        return new Message(Payload.of(fallback(heading, entries), blocks), deliveries);
    }

    /** Whether more blocks find a place beside the heading and the links. */
    private boolean fits(List<Block> blocks, List<Block> more) {
        int free = Limits.ALL_BLOCKS - Limits.HEADER - Text.length(links());
        return blocks.size() + more.size() <= Limits.BLOCKS - 1 - links().size()
                && length(blocks) + length(more) <= free;
    }

    /** Everything where it fits, else a line of each alert, so that none goes unnamed. */
    private static String fallback(String heading, List<Entry> entries) {
        String all = Mrkdwn.unmarked(heading)
                + NEXT_ENTRY
                + entries.stream().map(entry -> Mrkdwn.unmarked(entry.plain())).collect(Collectors.joining(NEXT_ENTRY));
        if (all.length() <= Limits.FALLBACK) {
            return all;
        }
        int each = (Limits.FALLBACK - 2 * Limits.HEADER) / entries.size() - NEXT_ENTRY.length();
        return Mrkdwn.unmarked(heading)
                + NEXT_ENTRY
                + entries.stream().map(entry -> inShort(entry, each)).collect(Collectors.joining(NEXT_ENTRY));
    }

    /** One line and the ids, of which the line has what place these leave. */
    private static String inShort(Entry entry, int longest) {
        String ids = "\n" + Mrkdwn.unmarked(entry.idWords(), FALLBACK_IDS);
        return Mrkdwn.unmarked(entry.text().badge() + ": " + entry.line(), longest - ids.length()) + ids;
    }

    /** Such as {@code 🔴 12 alerts: 3 High, 9 Medium · production}. */
    private String heading(List<Delivery> deliveries) {
        String levels = Arrays.stream(Level.values())
                .sorted(Comparator.reverseOrder())
                .map(level -> counted(deliveries, level))
                .filter(count -> !count.isEmpty())
                .collect(Collectors.joining(", "));
        Level highest = deliveries.stream()
                .map(delivery -> delivery.alert().level())
                .max(Comparator.naturalOrder())
                .orElse(Level.LOW);
        String symbol = AlertText.badge(highest).replaceFirst(" .*", "");
        return CleanText.cut(
                symbol + " " + number(deliveries.size()) + " alerts: " + levels + environment(), Limits.HEADER);
    }

    /** Such as {@code 🔴 High: 1,234 alerts of type budget_alerts · production}. */
    private String foldHeading(List<Delivery> deliveries) {
        var first = deliveries.get(0).alert();
        return CleanText.cut(
                AlertText.badge(first.level()) + ": " + number(deliveries.size()) + " alerts of type "
                        + first.type().wireName() + environment(),
                Limits.HEADER);
    }

    /** The entries' lines in as few sections as they fit into. */
    private static List<Block> list(List<Entry> entries) {
        List<Block> sections = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (Entry entry : entries) {
            String line = "• " + Mrkdwn.safe(entry.line(), FOLD_LINE - 2);
            if (!lines.isEmpty() && lines.length() + 1 + line.length() > Limits.TEXT) {
                sections.add(new Block.Section(Text.marked(lines.toString())));
                lines.setLength(0);
            }
            lines.append(lines.isEmpty() ? "" : "\n").append(line);
        }
        sections.add(new Block.Section(Text.marked(lines.toString())));
        return sections;
    }

    /** @param link where they are to be seen, as it is to stand there; empty where there is no link */
    private static String whereToSeeThem(int more, String link) {
        String count = more == 0 ? "That is all of them. " : "… and " + number(more) + " more. ";
        return count
                + (link.isEmpty()
                        ? "Spendbell lists them all at its own address, under " + ALERTS + "."
                        : "See them all: " + link);
    }

    private List<Text> links() {
        return hasLink() ? List.of(Text.marked(link("", "Open Spendbell"))) : List.of();
    }

    private boolean hasLink() {
        return presentation.publicUrl() != null && escapedUrl("").length() <= LONGEST_URL;
    }

    private String link(String path, String words) {
        return "<" + escapedUrl(path) + "|" + Mrkdwn.safe(words) + ">";
    }

    private String escapedUrl(String path) {
        return (presentation.publicUrl() + path)
                .replace("&", "&amp;")
                .replace("<", "%3C")
                .replace(">", "%3E")
                .replace("|", "%7C");
    }

    private String environment() {
        String name = AlertText.environment(presentation);
        return name.isEmpty() ? "" : " · " + name;
    }

    private static String counted(List<Delivery> deliveries, Level level) {
        long count = deliveries.stream()
                .filter(delivery -> delivery.alert().level() == level)
                .count();
        return count == 0 ? "" : number(count) + " " + level.wireName();
    }

    private static List<Delivery> deliveriesOf(List<Entry> entries) {
        return entries.stream().flatMap(entry -> entry.deliveries().stream()).toList();
    }

    private static int length(List<Block> blocks) {
        return blocks.stream().mapToInt(Block::length).sum();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
