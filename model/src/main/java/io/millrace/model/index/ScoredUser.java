package io.millrace.model.index;

/// One entry of an answer about users.
///
/// @param score by which the answer is ordered, highest first
public record ScoredUser(String userId, double score) {}
