package dev.mqttsn.app;

/** How often a node had to introduce itself. Written by one thread, read by any. */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
final class Handshakes {
  private volatile int connects;
  private volatile int registers;
  private volatile int subscribes;
  private volatile int refusals;
  private volatile int connectRefusals;

  void addConnect() {
    connects++;
  }

  void addRegister() {
    registers++;
  }

  void addSubscribe() {
    subscribes++;
  }

  void addRefusal() {
    refusals++;
  }

  void addConnectRefusal() {
    connectRefusals++;
  }

  /** CONNECTs that were answered with something else than "accepted". */
  int connectRefusals() {
    return connectRefusals;
  }

  /** Messages that were not taken. */
  int refusals() {
    return refusals;
  }

  /** Whether each was done once at most. */
  boolean areNotRepeated() {
    return connects <= 1 && registers <= 1 && subscribes <= 1;
  }

  @Override
  public String toString() {
    return connects
        + " CONNECT, "
        + registers
        + " REGISTER, "
        + subscribes
        + " SUBSCRIBE, "
        + refusals
        + " messages refused";
  }
}
