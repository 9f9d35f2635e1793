package io.millrace.producer.send;

/// What a run of sending has done so far.
///
/// @param sent events handed to Kafka; at the end all of them are acknowledged
/// @param skipped events that the topic held before
/// @param malformed entries of the source that were no event
public record SendCounts(long sent, long skipped, long malformed) {}
