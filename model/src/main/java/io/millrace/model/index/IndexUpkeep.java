package io.millrace.model.index;

/// What maintenance of an index did since it was made.
///
/// @param rows in its table of codes
/// @param refreshedRows rows taken over after a change
/// @param rebuiltTables tables sorted anew
/// @param rebuiltRows rows handled for that
/// @param skippableShare of the chunks, those that a query could skip whose worst answer scores
///   half of what the longest row could: how well the rows are sorted
/// @param tornRows rows that searches left out because they were being written all the time
public record IndexUpkeep(
    int rows,
    long refreshedRows,
    long rebuiltTables,
    long rebuiltRows,
    double skippableShare,
    long tornRows) {}
