package dev.mqttsn.app.store;

/** The state directory cannot be used by this gateway; the message is for the operator. */
public final class StateException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean inUse;

  StateException(String message, boolean inUse) {
    super(message);
    this.inUse = inUse;
  }

  /** Whether another gateway uses the directory now. */
  public boolean isInUse() {
    return inUse;
  }
}
