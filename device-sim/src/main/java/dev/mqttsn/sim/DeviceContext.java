package dev.mqttsn.sim;

/** What all parts of one node share. */
record DeviceContext(
    DeviceConfig config,
    Outbox outbox,
    EventQueue events,
    MsgIds msgIds,
    TopicTable topics,
    Subscriptions subscriptions) {
  static DeviceContext of(DeviceConfig config) {
    return new DeviceContext(
        config,
        new Outbox(),
        new EventQueue(),
        new MsgIds(),
        new TopicTable(),
        new Subscriptions());
  }

  Exchange newExchange() {
    return new Exchange(outbox, config);
  }
}
