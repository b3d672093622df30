package dev.mqttsn.gateway;

/** The default limits with some numbers changed by name. */
final class LimitsBuilder {
  private int clients = Limits.DEFAULT.clients();
  private int topics = Limits.DEFAULT.topicsPerClient();
  private int filters = Limits.DEFAULT.filtersPerClient();
  private int pendingUp = Limits.DEFAULT.pendingUp();
  private int messages = Limits.DEFAULT.bufferedMessages();
  private long octets = Limits.DEFAULT.bufferedOctets();
  private long octetsTotal = Limits.DEFAULT.bufferedOctetsTotal();
  private int strangersBurst = Limits.DEFAULT.strangersBurst();
  private Limits.Overflow overflow = Limits.DEFAULT.overflow();

  LimitsBuilder clients(int count) {
    clients = count;
    return this;
  }

  LimitsBuilder topics(int count) {
    topics = count;
    return this;
  }

  LimitsBuilder filters(int count) {
    filters = count;
    return this;
  }

  LimitsBuilder pendingUp(int count) {
    pendingUp = count;
    return this;
  }

  LimitsBuilder messages(int count) {
    messages = count;
    return this;
  }

  LimitsBuilder octets(long count) {
    octets = count;
    return this;
  }

  LimitsBuilder octetsTotal(long count) {
    octetsTotal = count;
    return this;
  }

  LimitsBuilder strangersBurst(int count) {
    strangersBurst = count;
    return this;
  }

  LimitsBuilder overflow(Limits.Overflow policy) {
    overflow = policy;
    return this;
  }

  Limits build() {
    Limits d = Limits.DEFAULT;
    return new Limits(
        clients,
        topics,
        filters,
        pendingUp,
        messages,
        octets,
        octetsTotal,
        d.clientIdOctets(),
        d.sessionLifetimeMillis(),
        d.strangersPerSecond(),
        strangersBurst,
        overflow);
  }
}
