package io.spendbell.delivery.slack;

import io.spendbell.delivery.Message;
import io.spendbell.delivery.slack.Block.Text;
import io.spendbell.delivery.text.CleanText;
import io.spendbell.delivery.text.DigestText;
import io.spendbell.store.Outbox.Delivery;
import java.util.ArrayList;
import java.util.List;

/** A digest laid out for Slack: its lines in as few messages as they fit into, each within {@link Limits}. */
final class SlackDigest {
    /** What the lines of one message may take, so that heading, small print and ids have a place beside them. */
    private static final int ALL_LINES = 7_000;

    private static final int LINE = 800;
    private static final int IDS = 600;

    private final DigestText text;
    private final List<Text> links;
    private final List<Message> messages = new ArrayList<>();
    private final List<Delivery> told = new ArrayList<>();
    private final List<Block> sections = new ArrayList<>();
    private final StringBuilder section = new StringBuilder();
    private final List<String> lines = new ArrayList<>();
    private int length;

    private SlackDigest(DigestText text, List<Text> links) {
        this.text = text;
        this.links = links;
    }

    /** @param links what stands at the end of each message */
    static List<Message> messages(DigestText text, List<Text> links) {
        SlackDigest digest = new SlackDigest(text, links);
        text.lines().forEach(digest::add);
        digest.endMessage();
        return digest.messages;
    }

    private void add(DigestText.Line line) {
        String words = "• " + Mrkdwn.safe(line.words(), LINE);
        if (length + words.length() + 1 > ALL_LINES) {
            endMessage();
        }
        if (section.length() + words.length() + 1 > Limits.TEXT) {
            endSection();
        }
        section.append(section.isEmpty() ? "" : "\n").append(words);
        length += words.length() + 1;
        lines.add("• " + Mrkdwn.unmarked(line.words(), LINE));
        told.addAll(line.deliveries());
    }

    private void endSection() {
        sections.add(new Block.Section(Text.marked(section.toString())));
        section.setLength(0);
    }

    private void endMessage() {
        endSection();
        String heading = CleanText.cut(text.headline() + (messages.isEmpty() ? "" : ", continued"), Limits.HEADER);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Header(heading));
        blocks.addAll(sections);
        List<Text> small = new ArrayList<>();
        small.add(Text.plain(text.period()));
        text.notes().forEach(note -> small.add(Text.plain(note)));
        small.addAll(links);
        small.addAll(Entry.ids(told, IDS));
        blocks.add(new Block.Context(small));
        String fallback = Mrkdwn.unmarked(heading) + "\n" + Mrkdwn.unmarked(text.period()) + "\n"
                + String.join("\n", lines) + "\n" + Mrkdwn.unmarked(String.join(" ", Entry.idWords(told, IDS)));
        messages.add(new Message(Payload.of(fallback, blocks), List.copyOf(told)));
        told.clear();
        sections.clear();
        lines.clear();
        length = 0;
    }
}
