package dev.mqttsn.session;

import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;

/** A filter that the client holds, and how it named it; the id is 0 where it has none. */
record Subscription(String filter, Qos qos, TopicIdType type, int topicId) {}
