package io.spendbell.event;

/** What a gateway tells of its own running: who changed what, its models, its deployments, its failures. */
public sealed interface GatewayEvent extends Event
        permits ManagementEvent, ModelAddedEvent, ModelDeprecationEvent, CooldownEvent, FailureEvent, FallbackEvent {

    /** Whom or what it concerns, as far as the gateway said. */
    EntityFields fields();
}
