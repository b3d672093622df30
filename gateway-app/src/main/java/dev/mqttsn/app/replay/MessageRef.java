package dev.mqttsn.app.replay;

/**
 * One message to a client, told from others of the same content by its number: the n-th on one side
 * is the n-th on the other, whatever MsgIds they have.
 */
record MessageRef(Message.Content content, int number) {}
