package io.spendbell.delivery.slack;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** The kinds of Block Kit blocks that alerts are laid out in. Every text is given as it is to be sent, and not empty. */
sealed interface Block {

    /** The length of all its texts. */
    int length();

    void writeTo(JsonGenerator json) throws IOException;

    /** A heading. */
    record Header(String text) implements Block {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", "header");
            json.writeFieldName("text");
            Text.plain(text).writeTo(json);
            json.writeEndObject();
        }
    }

    /** A paragraph. */
    record Section(Text text) implements Block {
        @Override
        public int length() {
            return text.value().length();
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", "section");
            json.writeFieldName("text");
            text.writeTo(json);
            json.writeEndObject();
        }
    }

    /** One to ten texts in two columns. */
    record Fields(List<Text> fields) implements Block {
        @Override
        public int length() {
            return Text.length(fields);
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            Text.writeList(json, "section", "fields", fields);
        }
    }

    /** One to ten texts in small print. */
    record Context(List<Text> elements) implements Block {
        @Override
        public int length() {
            return Text.length(elements);
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            Text.writeList(json, "context", "elements", elements);
        }
    }

    /**
     * A text object. Emoji codes stay codes in a plain text, and a marked one is verbatim: Slack makes nothing of it that is
     * not marked up.
     */
    record Text(boolean marked, String value) {
        static Text plain(String value) {
            return new Text(false, value);
        }

        static Text marked(String value) {
            return new Text(true, value);
        }

        static int length(List<Text> texts) {
            return texts.stream().mapToInt(text -> text.value().length()).sum();
        }

        void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", marked ? "mrkdwn" : "plain_text");
            json.writeStringField("text", value);
            json.writeBooleanField(marked ? "verbatim" : "emoji", marked);
            json.writeEndObject();
        }

        static void writeList(JsonGenerator json, String type, String name, List<Text> texts) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeArrayFieldStart(name);
            for (Text text : texts) {
                text.writeTo(json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
