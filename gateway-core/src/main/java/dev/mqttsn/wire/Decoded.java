package dev.mqttsn.wire;

/** What a datagram turned out to be: a frame, or malformed with a reason. */
public sealed interface Decoded permits Frame, Malformed {}
