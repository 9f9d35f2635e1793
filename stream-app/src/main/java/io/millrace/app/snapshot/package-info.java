/// What an application has learned as files: written from its changelogs, and made into changelogs
/// again.
@NullMarked
package io.millrace.app.snapshot;

import org.jspecify.annotations.NullMarked;
