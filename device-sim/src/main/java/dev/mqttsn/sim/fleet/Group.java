package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.net.Impairment;
import dev.mqttsn.wire.Qos;

/**
 * Nodes of one kind.
 *
 * @param share of the nodes that have no count of their own, in proportion; 0 where there is one
 * @param count how many, whatever the fleet's size; 0 where there is a share
 * @param everyMillis between two publishes of a node
 * @param messagesMillis between two messages that an application sends to a node; 0 for none
 * @param wakesMillis between two wakes of a sleeper
 * @param movesMillis between two changes of a mobile's address
 * @param minOctets blanks fill a payload up to there
 * @param shortTopic where beacons publish, two octets
 * @param behind how many nodes share a forwarder; 0 for no forwarder
 */
record Group(
    String name,
    Kind kind,
    int share,
    int count,
    Session session,
    Impairment radio,
    Qos qos,
    Reading reading,
    boolean retain,
    int minOctets,
    long everyMillis,
    long messagesMillis,
    long wakesMillis,
    long movesMillis,
    String shortTopic,
    Manner manner,
    int behind) {

  /** How nodes keep their sessions. */
  record Session(boolean clean, int keepAliveSeconds, long retryMillis, int retryCount) {
    private static final long WAIT_MILLIS = 5_000;

    DeviceConfig config(String clientId) {
      return DeviceConfig.of(clientId)
          .withCleanSession(clean)
          .withKeepAliveSeconds(keepAliveSeconds)
          .withRetry(retryMillis, retryCount)
          .withWaitMillis(WAIT_MILLIS);
    }
  }

  Group withRadio(Impairment newRadio) {
    return new Group(
        name,
        kind,
        share,
        count,
        session,
        newRadio,
        qos,
        reading,
        retain,
        minOctets,
        everyMillis,
        messagesMillis,
        wakesMillis,
        movesMillis,
        shortTopic,
        manner,
        behind);
  }
}
