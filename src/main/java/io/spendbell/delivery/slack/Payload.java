package io.spendbell.delivery.slack;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The JSON of a message. */
final class Payload {
    private static final JsonFactory JSON = new JsonFactory();

    private Payload() {}

    /** @param text the plain fallback, escaped */
    static String of(String text, List<Block> blocks) {
        StringWriter out = new StringWriter(4_096);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("text", text);
            json.writeBooleanField("mrkdwn", false);
            json.writeBooleanField("unfurl_links", false);
            json.writeBooleanField("unfurl_media", false);
            json.writeArrayFieldStart("blocks");
            for (Block block : blocks) {
                block.writeTo(json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
