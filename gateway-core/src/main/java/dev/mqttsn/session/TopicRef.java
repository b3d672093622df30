package dev.mqttsn.session;

import dev.mqttsn.wire.TopicIdType;

/** How a topic is named in a PUBLISH to the client. */
record TopicRef(TopicIdType type, int id) {}
