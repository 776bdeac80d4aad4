package io.spendbell.event;

/** What a LiteLLM proxy sends of its own accord, each in a way of its own: one may stop while the others go on. */
public enum Feed {
    CALLS("calls", "call of LiteLLM's HTTP callback"),
    MESSAGES("messages", "Slack message at /services/"),
    WEBHOOKS("webhooks", "WebhookEvent of LiteLLM");

    private final String label;
    private final String item;

    Feed(String label, String item) {
        this.label = label;
        this.item = item;
    }

    /** Its name in the configuration and in the store. */
    public String label() {
        return label;
    }

    /** What one of it is called. */
    public String item() {
        return item;
    }
}
