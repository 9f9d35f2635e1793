/// Answers from the live state: who owns a user, what to recommend, which events to take in.
@NullMarked
package io.millrace.app.query;

import org.jspecify.annotations.NullMarked;
