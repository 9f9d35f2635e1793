package io.millrace.app.snapshot;

/// A record of a changelog, as the codecs write it.
///
/// @param ofUsers whether it belongs to the changelog of users, else to that of items
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Change(boolean ofUsers, int partition, byte[] key, byte[] value) {}
