package io.millrace.benchmarks.peers;

import java.nio.file.Path;

/// How a run measures.
///
/// @param programs the folder of the peers in C++
/// @param rounds in which every contender has its turn
/// @param warmUpSeconds for each contender in this JVM and size
record Settings(Path programs, int rounds, double warmUpSeconds) {}
