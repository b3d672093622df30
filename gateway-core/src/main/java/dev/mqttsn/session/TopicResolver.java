package dev.mqttsn.session;

import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.TopicIdType;

/** What one client means by a topic field: three kinds in three name spaces (fact sheet 4.1). */
public final class TopicResolver {
  private final String clientId;
  private final PredefinedTopics predefined;
  private final Registrations registrations;

  TopicResolver(String clientId, PredefinedTopics predefined, Registrations registrations) {
    this.clientId = clientId;
    this.predefined = predefined;
    this.registrations = registrations;
  }

  /** The name, or null where the id is unknown or the short name is none. */
  String name(Publish frame) {
    return switch (frame.topicIdType()) {
      case NORMAL -> registrations.name(frame.topicId());
      case PREDEFINED -> predefined.name(clientId, frame.topicId());
      case SHORT -> shortName(frame.topicId());
      case RESERVED -> null;
    };
  }

  /** The filter of a SUBSCRIBE or UNSUBSCRIBE, or null; whether it is a legal one is not asked. */
  String filter(TopicIdType type, Octets topic) {
    boolean twoOctets = topic.length() == 2;
    return switch (type) {
      case NORMAL -> topic.text();
      case SHORT -> twoOctets ? topic.text() : null;
      case PREDEFINED ->
          twoOctets ? predefined.name(clientId, Subscriptions.twoOctets(topic)) : null;
      case RESERVED -> null;
    };
  }

  /** The name in the two octets of a topic id field, or null where it is none. */
  public static String shortName(int topicId) {
    Octets octets = Octets.wrap(new byte[] {(byte) (topicId >> 8), (byte) topicId});
    String name = octets.text();
    return TopicNames.isName(name) ? name : null;
  }
}
